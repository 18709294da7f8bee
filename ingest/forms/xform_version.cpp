#include "ingest/forms/xform_version.h"

#include "base/text.h"
#include "ingest/forms/xml.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

pugi::xml_node child_called(pugi::xml_node parent, std::string_view name) {
  for (const pugi::xml_node child : parent.children())
    if (is_element(child) && local_name(child.name()) == name) return child;
  return {};
}

/// Where the name of the primary instance's root element stands in `xml`; npos when there is none.
std::size_t root_name_offset(std::string_view xml) {
  pugi::xml_document document;
  if (!document.load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8)) return std::string_view::npos;
  const pugi::xml_node model = child_called(child_called(document.document_element(), "head"), "model");
  const pugi::xml_node instance = child_called(model, "instance");
  for (const pugi::xml_node root : instance.children())
    if (is_element(root)) return static_cast<std::size_t>(root.offset_debug());
  return std::string_view::npos;
}

struct Span {
  std::size_t begin = std::string_view::npos, end = std::string_view::npos;
};

/// The value of the attribute `version` in the start tag whose name begins at `at`; without one, where it can be put.
Span version_value(std::string_view xml, std::size_t at) {
  while (at < xml.size() && !is_space(xml[at]) && xml[at] != '>' && xml[at] != '/') ++at;
  const std::size_t after_name = at;
  while (at < xml.size() && xml[at] != '>') {
    const std::size_t equals = xml.find('=', at);
    const std::size_t close = xml.find('>', at);
    if (equals == std::string_view::npos || close < equals) break;
    const std::string_view name = trim(xml.substr(at, equals - at));
    const std::size_t quote = xml.find_first_of("\"'", equals);
    const std::size_t end = quote == std::string_view::npos ? quote : xml.find(xml[quote], quote + 1);
    if (end == std::string_view::npos) break;
    if (name == "version") return {quote + 1, end};
    at = end + 1;
  }
  return {after_name, std::string_view::npos};
}

}  // namespace

Result<std::string> with_version(std::string_view xml, std::string_view version, const FormLimits& limits) {
  if (check_xml(xml, {limits.bytes_max, limits.depth_max, limits.nodes_max}) != XmlFault::none)
    return Error(ErrorKind::invalid, "form.unreadable");
  const std::size_t name = root_name_offset(xml);
  if (name == std::string_view::npos) return Error(ErrorKind::invalid, "form.no_instance");
  const Span value = version_value(xml, name);
  std::string out(xml.substr(0, value.begin));
  if (value.end == std::string_view::npos) {
    out += " version=\"" + escape_xml(version) + '"';
    out += xml.substr(value.begin);
  } else {
    out += escape_xml(version);
    out += xml.substr(value.end);
  }
  return out;
}

std::string next_version(std::string_view version, const std::function<bool(std::string_view)>& is_taken) {
  std::string text(trim(version));
  if (text.empty()) text = "0";
  if (!is_digit(text.back())) text += "-1";
  constexpr int tries_max = 1000;
  for (int tries = 0; tries < tries_max; ++tries) {
    std::size_t at = text.size();
    while (at > 0 && is_digit(text[at - 1]) && text[at - 1] == '9') text[--at] = '0';
    if (at > 0 && is_digit(text[at - 1]))
      ++text[at - 1];
    else
      text.insert(at, 1, '1');
    if (!is_taken(text)) return text;
  }
  return text + "-1";
}

bool is_form_version(std::string_view version) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  return !version.empty() && version.size() <= 64 && version != "draft" && trim(version).size() == version.size() &&
         std::none_of(version.begin(), version.end(), control);
}

}  // namespace cityaudit::ingest
