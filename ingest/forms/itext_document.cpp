#include "ingest/forms/itext_document.h"

#include "base/text.h"

#include <algorithm>

namespace cityaudit::ingest {

pugi::xml_node child_called(pugi::xml_node parent, std::string_view name) {
  for (const pugi::xml_node child : parent.children())
    if (is_element(child) && local_name(child.name()) == name) return child;
  return {};
}

pugi::xml_node model_of(const pugi::xml_document& document) {
  return child_called(child_called(document.document_element(), "head"), "model");
}

pugi::xml_node itext_of(const pugi::xml_document& document) { return child_called(model_of(document), "itext"); }

pugi::xml_node primary_root(const pugi::xml_document& document) {
  for (const pugi::xml_node root : child_called(model_of(document), "instance").children())
    if (is_element(root)) return root;
  return {};
}

std::vector<pugi::xml_node> translations_of(pugi::xml_node itext) {
  std::vector<pugi::xml_node> out;
  for (const pugi::xml_node translation : itext.children())
    if (is_element(translation) && local_name(translation.name()) == "translation") out.push_back(translation);
  std::stable_partition(out.begin(), out.end(), [](pugi::xml_node one) { return one.attribute("default"); });
  return out;
}

std::string language_of(pugi::xml_node translation) { return std::string(trim(translation.attribute("lang").value())); }

bool is_language_name(std::string_view name) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  return !name.empty() && name.size() <= 100 && trim(name).size() == name.size() && std::none_of(name.begin(), name.end(), control);
}

bool is_itext_text(pugi::xml_node node) { return is_element(node) && local_name(node.name()) == "text"; }

std::string prefix_with_colon(pugi::xml_node like) {
  const std::string_view prefix = prefix_of(like.name());
  return prefix.empty() ? std::string() : std::string(prefix) + ":";
}

}  // namespace cityaudit::ingest
