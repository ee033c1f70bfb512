# f(x) = sum of x.*x and its gradient, served to Plumbline: docs/program-protocol.md. Julia, Base alone.
value(x) = sum(abs2, x)
gradient(x) = 2 .* x

after(line, key, stop) = (from = last(findfirst(key, line)) + 1; line[from:prevind(line, findnext(stop, line, from))])

while !eof(stdin)
    q = readline(stdin)
    id, op = after(q, "\"id\":", ','), after(q, "\"op\":\"", '"')
    points, bytes = (parse(Int, after(q, key, ',')) for key in ("\"points\":", "\"bytes\":"))
    x = collect(reinterpret(Float64, read(stdin, bytes)))
    columns = eachcol(reshape(x, :, max(points, 1)))
    if op == "describe"
        head, y = "\"serves\":[\"value\",\"gradient\"]}", Float64[]
    elseif op == "value"
        head = "\"outputs\":[{\"name\":\"y\",\"shape\":[$points],\"datatype\":\"FP64\"," *
               "\"parameters\":{\"binary_data_size\":$(8points)}}]}"
        y = Float64[value(c) for c in columns]
    else
        head, y = "\"outputs\":" * q[last(findfirst("\"inputs\":", q))+1:end], reduce(vcat, gradient.(columns))
    end
    write(stdout, "{\"id\":$id,$head\n", y)
    flush(stdout)
end
