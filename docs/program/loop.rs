// f(x) = sum of x*x and its gradient, served to Plumbline: docs/program-protocol.md. Rust, std alone.
use std::io::{stdin, stdout, BufRead, Read, Write};

fn value(x: &[f64]) -> f64 { x.iter().map(|v| v * v).sum() }
fn gradient(x: &[f64]) -> Vec<f64> { x.iter().map(|v| 2.0 * v).collect() }

fn after<'a>(line: &'a str, key: &str, end: char) -> &'a str {
    line[line.find(key).unwrap() + key.len()..].split(end).next().unwrap()
}

fn main() {
    let (mut input, mut output, mut q) = (stdin().lock(), stdout().lock(), String::new());
    while input.read_line(&mut q).unwrap() > 0 {
        let (id, op) = (after(&q, "\"id\":", ','), after(&q, "\"op\":\"", '"'));
        let number = |key: &str| after(&q, key, ',').parse::<usize>().unwrap();
        let (points, mut raw) = (number("\"points\":"), vec![0u8; number("\"bytes\":")]);
        input.read_exact(&mut raw).unwrap();
        let x: Vec<f64> = raw.chunks(8).map(|b| f64::from_le_bytes(b.try_into().unwrap())).collect();
        let each = x.chunks((x.len() / points.max(1)).max(1));
        let (answer, y) = match op {
            "describe" => ("\"serves\":[\"value\",\"gradient\"]}".to_string(), vec![]),
            "value" => (format!("\"outputs\":[{{\"name\":\"y\",\"shape\":[{}],\"datatype\":\"FP64\",\"parameters\":{{\
                \"binary_data_size\":{}}}}}]}}", points, 8 * points), each.map(value).collect()),
            _ => (format!("\"outputs\":{}", q[q.find("\"inputs\":").unwrap() + 9..].trim_end()), each.flat_map(gradient).collect()),
        };
        let data: Vec<u8> = y.iter().flat_map(|v| v.to_le_bytes()).collect();
        output.write_all(format!("{{\"id\":{},{}\n", id, answer).as_bytes()).and(output.write_all(&data)).and(output.flush()).unwrap();
        q.clear();
    }
}
