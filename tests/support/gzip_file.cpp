#include "tests/support/gzip_file.h"

#include <zlib.h>

namespace cityaudit::tests {

std::string read_gzip(const std::string& file) {
  std::string out;
  gzFile in = gzopen(file.c_str(), "rb");
  if (!in) return out;
  char buffer[65'536];
  for (int count = 0; (count = gzread(in, buffer, sizeof buffer)) > 0;) out.append(buffer, static_cast<std::size_t>(count));
  gzclose(in);
  return out;
}

}  // namespace cityaudit::tests
