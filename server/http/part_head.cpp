#include "server/http/part_head.h"

#include "base/text.h"
#include "server/http/request_head.h"
#include "server/http/target.h"

#include <algorithm>

namespace cityaudit::server::http {
namespace {

constexpr std::size_t lines_max = 32;
constexpr std::size_t boundary_bytes_max = 70;
constexpr std::string_view boundary_marks = "'()+_,-./:=? ";

Error part_error(const char* code) { return Error(ErrorKind::invalid, code); }

std::string_view take_token(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && is_token_byte(text[length])) ++length;
  const std::string_view token = text.substr(0, length);
  text.remove_prefix(length);
  return token;
}

void skip_white_space(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

/// After the opening quote. \" and \\ are escapes; any other backslash is a backslash, since old clients send Windows paths.
std::optional<std::string> take_quoted(std::string_view& text) {
  std::string out;
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '"') return out;
    if (c == '\\' && !text.empty() && (text.front() == '"' || text.front() == '\\')) {
      out += text.front();
      text.remove_prefix(1);
    } else {
      out += c;
    }
  }
  return std::nullopt;
}

/// Browsers and OkHttp write %22 for a quote in a name, and nothing else that way but line ends, which no name may have.
std::string with_quotes(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    const bool quote = name.starts_with("%22");
    out += quote ? '"' : name.front();
    name.remove_prefix(quote ? 3 : 1);
  }
  return out;
}

bool is_usable_name(std::string_view name) {
  return is_valid_utf8(name) &&
         std::none_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// RFC 8187: UTF-8'language'percent-encoded.
std::optional<std::string> decode_extended(std::string_view text) {
  const auto first = text.find('\'');
  const auto second = first == std::string_view::npos ? first : text.find('\'', first + 1);
  if (second == std::string_view::npos || !equals_ignoring_case(text.substr(0, first), "utf-8")) return std::nullopt;
  return percent_decode(text.substr(second + 1), false);
}

Result<> take_disposition(std::string_view value, MultipartPart& part) {
  const auto disposition = parse_parameterised(value);
  if (!disposition || disposition->value != "form-data") return part_error("multipart.malformed");
  const std::string* name = disposition->find("name");
  if (name == nullptr) return part_error("multipart.name_missing");
  part.name = with_quotes(*name);
  if (const std::string* extended = disposition->find("filename*")) {
    auto decoded = decode_extended(*extended);
    if (!decoded) return part_error("multipart.name_invalid");
    part.filename = std::move(*decoded);
  } else if (const std::string* filename = disposition->find("filename")) {
    part.filename = with_quotes(*filename);
  }
  if (!is_usable_name(part.name) || (part.filename && !is_usable_name(*part.filename))) return part_error("multipart.name_invalid");
  return {};
}

bool is_plain_encoding(std::string_view encoding) {
  return equals_ignoring_case(encoding, "binary") || equals_ignoring_case(encoding, "8bit") || equals_ignoring_case(encoding, "7bit");
}

bool has_control(std::string_view line) {
  return std::any_of(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

}  // namespace

const std::string* ParameterisedValue::find(std::string_view name) const {
  for (const auto& [key, content] : parameters) {
    if (key == name) return &content;
  }
  return nullptr;
}

std::optional<ParameterisedValue> parse_parameterised(std::string_view text) {
  ParameterisedValue out;
  const auto semicolon = text.find(';');
  out.value = to_lower_ascii(trim(text.substr(0, semicolon)));
  text = semicolon == std::string_view::npos ? std::string_view{} : text.substr(semicolon);
  while (!text.empty()) {
    text.remove_prefix(1);
    skip_white_space(text);
    if (text.empty()) break;  // a semicolon at the end
    std::string name = to_lower_ascii(take_token(text));
    skip_white_space(text);
    if (name.empty() || text.empty() || text.front() != '=') return std::nullopt;
    text.remove_prefix(1);
    skip_white_space(text);
    std::optional<std::string> value;
    if (!text.empty() && text.front() == '"') {
      text.remove_prefix(1);
      value = take_quoted(text);
    } else {
      const std::string_view plain = text.substr(0, text.find(';'));
      value = std::string(trim(plain));
      text.remove_prefix(plain.size());
    }
    skip_white_space(text);
    if (!value || (!text.empty() && text.front() != ';') || out.find(name) != nullptr) return std::nullopt;
    out.parameters.emplace_back(std::move(name), std::move(*value));
  }
  return out;
}

Result<MultipartPart> parse_part_head(std::string_view head) {
  MultipartPart part;
  bool disposed = false;
  std::size_t lines = 0;
  while (!head.empty()) {
    const auto end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    head = end == std::string_view::npos ? std::string_view{} : head.substr(end + 2);
    const auto colon = line.find(':');
    if (++lines > lines_max || has_control(line) || colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
      return part_error("multipart.malformed");
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trim(line.substr(colon + 1));
    if (equals_ignoring_case(name, "content-disposition")) {
      if (disposed) return part_error("multipart.malformed");
      disposed = true;
      CITYAUDIT_CHECK(take_disposition(value, part));
    } else if (equals_ignoring_case(name, "content-type")) {
      part.content_type = std::string(value);
    } else if (equals_ignoring_case(name, "content-transfer-encoding") && !is_plain_encoding(value)) {
      return part_error("multipart.encoding_unsupported");
    }
  }
  if (!disposed) return part_error("multipart.name_missing");
  return part;
}

Result<std::string> multipart_boundary(std::string_view content_type) {
  const auto type = parse_parameterised(content_type);
  const std::string* boundary = type && type->value == "multipart/form-data" ? type->find("boundary") : nullptr;
  const bool usable = boundary != nullptr && !boundary->empty() && boundary->size() <= boundary_bytes_max && boundary->back() != ' ' &&
                      std::all_of(boundary->begin(), boundary->end(), [](char c) {
                        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                               boundary_marks.find(c) != std::string_view::npos;
                      });
  if (!usable) return part_error("multipart.boundary_missing");
  return *boundary;
}

}  // namespace cityaudit::server::http
