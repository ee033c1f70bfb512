// f(x) = sum of x*x and its gradient, served to Plumbline: docs/program-protocol.md. C++17, nothing else.
#include <iostream>
#include <string>
#include <vector>
static double value(const double* x, size_t n) {
  double sum = 0;
  for (size_t k = 0; k < n; k++) sum += x[k] * x[k];
  return sum;
}
static void gradient(const double* x, size_t n, double* g) { for (size_t k = 0; k < n; k++) g[k] = 2 * x[k]; }
static std::string after(const std::string& line, const std::string& key, const char* end) {
  size_t from = line.find(key) + key.size();
  return line.substr(from, line.find_first_of(end, from) - from);
}
int main() {
  std::ios::sync_with_stdio(false);
  for (std::string q; std::getline(std::cin, q); std::cout.flush()) {
    std::string op = after(q, "\"op\":\"", "\""), heads = q.substr(q.find("\"inputs\":") + 9), answer = ",\"outputs\":";
    size_t points = std::stoul(after(q, "\"points\":", ",")), bytes = std::stoul(after(q, "\"bytes\":", ","));
    std::vector<double> x(bytes / 8), y(op == "value" ? points : x.size());
    std::cin.read(reinterpret_cast<char*>(x.data()), bytes);
    for (size_t k = 0, n = points ? x.size() / points : 0; k < points; k++)
      if (op == "value") y[k] = value(&x[k * n], n); else gradient(&x[k * n], n, &y[k * n]);
    if (op == "value") heads = "[{\"name\":\"y\",\"shape\":[" + std::to_string(points) + "],\"datatype\":\"FP64\","
                               "\"parameters\":{\"binary_data_size\":" + std::to_string(8 * points) + "}}]}";
    if (op == "describe") answer = ",\"serves\":", heads = "[\"value\",\"gradient\"]}";
    std::cout << "{\"id\":" << after(q, "\"id\":", ",") << answer << heads << "\n";
    std::cout.write(reinterpret_cast<char*>(y.data()), 8 * y.size());
  }
}
