# f(x) = sum of x*x and its gradient, served to Plumbline: docs/program-protocol.md. R, base alone.
value <- function(x) sum(x * x)
gradient <- function(x) 2 * x

after <- function(line, pattern) sub(paste0('.*?', pattern, '.*'), '\\1', line, perl = TRUE)
input <- file('stdin', 'rb')
output <- pipe('cat', 'wb')
while (length(q <- readLines(input, 1)) > 0) {
  id <- after(q, '"id":([0-9]+)')
  op <- after(q, '"op":"([a-z]+)"')
  points <- as.integer(after(q, '"points":([0-9]+)'))
  x <- readBin(input, 'double', as.integer(after(q, '"bytes":([0-9]+)')) / 8, endian = 'little')
  x <- matrix(x, ncol = max(points, 1))
  if (op == 'describe') {
    head <- '"serves":["value","gradient"]}'
    y <- numeric(0)
  } else if (op == 'value') {
    head <- sprintf('"outputs":[{"name":"y","shape":[%d],"datatype":"FP64","parameters":{"binary_data_size":%d}}]}',
                    points, 8L * points)
    y <- apply(x, 2, value)
  } else {
    head <- paste0('"outputs":', after(q, '"inputs":(.*)$'))
    y <- as.vector(apply(x, 2, gradient))
  }
  writeBin(charToRaw(paste0('{"id":', id, ',', head, '\n')), output)
  writeBin(as.double(y), output, endian = 'little')
  flush(output)
}
