#include "server/sample/paper.h"

#include <fmt/format.h>

namespace cityaudit::server::sample {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '(' || c == ')' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string paper_pdf(const std::vector<std::string>& lines) {
  std::string drawing = "BT /F1 20 Tf 72 760 Td 26 TL\n";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i == 1) drawing += "/F1 12 Tf 18 TL\n";
    drawing += fmt::format("({}) Tj T*\n", escaped(lines[i]));
  }
  drawing += "ET\n72 420 m 330 420 l S\n";
  const std::string objects[] = {
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
      fmt::format("<< /Length {} >>\nstream\n{}endstream", drawing.size(), drawing),
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  };
  std::string out = "%PDF-1.4\n";
  std::string table;
  std::size_t number = 0;
  for (const std::string& object : objects) {
    table += fmt::format("{:010} 00000 n \n", out.size());
    out += fmt::format("{} 0 obj\n{}\nendobj\n", ++number, object);
  }
  const std::size_t table_at = out.size();
  out += fmt::format("xref\n0 {}\n0000000000 65535 f \n{}trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", number + 1, table,
                     number + 1, table_at);
  return out;
}

}  // namespace cityaudit::server::sample
