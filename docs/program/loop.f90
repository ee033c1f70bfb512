! f(x) = sum of x*x and its gradient, served to Plumbline: docs/program-protocol.md. Fortran 2008.
character :: q*100000, head*300, c
integer :: length, points, k, n, io
real(8), allocatable :: x(:), y(:)
open(10, file='/dev/stdin', access='stream', form='unformatted', action='read')
open(11, file='/dev/stdout', access='stream', form='unformatted', action='write')
do
  do length = 1, len(q)
    read(10, iostat=io) q(length:length)
    if (io /= 0) stop
    if (q(length:length) == new_line(c)) exit
  end do
  points = number('"points":'); x = [(0d0, k = 1, number('"bytes":') / 8)]; n = size(x) / max(points, 1)
  read(10) x; y = 2 * x
  if (index(q(:length), '"op":"value"') > 0) y = [(sum(x((k - 1) * n + 1:k * n)**2), k = 1, points)]
  write(head, '(a,i0,a,i0,a,i0,a)') '{"id":', number('"id":'), ',"outputs":[{"name":"y","shape":[', points, &
    '],"datatype":"FP64","parameters":{"binary_data_size":', 8 * points, '}}]}' // new_line(c)
  if (n == 0) head = head(:scan(head, ',')) // '"serves":["value","gradient"]}' // new_line(c)
  if (index(q(:length), '"op":"gradient"') > 0) head = head(:index(head, '[') - 1)
  write(11) trim(head), q(merge(index(q, '"inputs":') + 9, length + 1, index(q(:length), '"op":"gradient"') > 0):length), y
  flush(11)
end do
contains
integer function number(key)
  character(*), intent(in) :: key
  integer :: from
  from = index(q(:length), key) + len(key)
  read(q(from:from + scan(q(from:length), ',') - 2), *) number
end function
end
