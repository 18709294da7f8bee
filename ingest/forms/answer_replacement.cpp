#include "ingest/forms/answer_replacement.h"

#include "base/text.h"
#include "ingest/forms/xml.h"

#include <limits>
#include <vector>

namespace cityaudit::ingest {
namespace {

/// Of an element without child elements: all its pieces together.
std::string text_of(pugi::xml_node node) {
  std::string out;
  for (const pugi::xml_node piece : node.children()) {
    if (is_element(piece)) return {};
    out += piece.value();
  }
  return out;
}

class StringWriter final : public pugi::xml_writer {
 public:
  void write(const void* data, std::size_t size) override { text.append(static_cast<const char*>(data), size); }
  std::string text;
};

}  // namespace

Result<std::string> replace_answers(std::string_view xml, const std::map<std::string, std::string, std::less<>>& replacements) {
  // It was taken in under limits once, which may have been others than today's.
  constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();
  XmlDocument document;
  if (document.read(xml, {no_limit, no_limit, no_limit}) != XmlFault::none) return Error(ErrorKind::invalid, "submission.unreadable");
  std::vector<pugi::xml_node> open{document.root()};
  while (!open.empty()) {
    pugi::xml_node node = open.back();
    open.pop_back();
    for (const pugi::xml_node child : node.children())
      if (is_element(child)) open.push_back(child);
    const auto replacement = replacements.find(trim(text_of(node)));
    if (replacement == replacements.end()) continue;
    node.remove_children();
    node.append_child(pugi::node_pcdata).set_value(replacement->second.c_str());
  }
  StringWriter out;
  document.root().print(out, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
  return std::move(out.text);
}

}  // namespace cityaudit::ingest
