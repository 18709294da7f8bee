// canonicalise_names(): prefixes are resolved once, so that the rest of the code compares plain names.

#include "ingest/forms/xml.h"

#include <string>
#include <utility>
#include <vector>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view no_declaration = "\x01";

std::string_view known_prefix(std::string_view uri) {
  constexpr std::pair<std::string_view, std::string_view> known[] = {
      {"http://www.w3.org/2002/xforms", ""}, {"http://www.w3.org/1999/xhtml", "h"},       {"http://openrosa.org/javarosa", "jr"},
      {"http://openrosa.org/xforms", "orx"}, {"http://openrosa.org/xforms/", "orx"},      {"http://www.opendatakit.org/xforms", "odk"},
      {"urn:cityaudit:xforms:1", "ca"},      {"http://www.w3.org/2001/XMLSchema", "xsd"},
  };
  for (const auto& [known_uri, prefix] : known)
    if (uri == known_uri) return prefix;
  return "other";
}

class Renaming {
 public:
  void visit(pugi::xml_node node) {
    const std::size_t scope = bindings_.size();
    for (const pugi::xml_attribute attribute : node.attributes()) {
      const std::string_view name = attribute.name();
      if (name == "xmlns") bindings_.emplace_back("", attribute.value());
      if (name.starts_with("xmlns:")) bindings_.emplace_back(std::string(name.substr(6)), attribute.value());
    }
    rename(node, node.name());
    for (pugi::xml_attribute attribute : node.attributes()) {
      const std::string_view name = attribute.name();
      // An attribute without a prefix is in no namespace, whatever the default is.
      if (prefix_of(name).empty() || name.starts_with("xmlns")) continue;
      rename(attribute, name);
    }
    for (const pugi::xml_node child : node.children())
      if (is_element(child)) visit(child);
    bindings_.resize(scope);
  }

  std::string_view undeclared() const { return undeclared_; }

 private:
  std::string_view uri_of(std::string_view prefix) const {
    for (auto binding = bindings_.rbegin(); binding != bindings_.rend(); ++binding)
      if (binding->first == prefix) return binding->second;
    if (prefix.empty()) return {};
    return prefix == "xml" ? "http://www.w3.org/XML/1998/namespace" : no_declaration;
  }

  template <class Named>
  void rename(Named named, std::string_view name) {
    const std::string_view prefix = prefix_of(name);
    const std::string_view uri = uri_of(prefix);
    if (uri == no_declaration && undeclared_.empty()) undeclared_ = prefix;
    const std::string_view canonical = known_prefix(uri);
    if (canonical == prefix) return;
    const std::string local(local_name(name));
    named.set_name((canonical.empty() ? local : std::string(canonical) + ":" + local).c_str());
  }

  std::vector<std::pair<std::string, std::string>> bindings_;  // innermost last
  std::string undeclared_;
};

}  // namespace

std::string canonicalise_names(pugi::xml_node root) {
  Renaming renaming;
  renaming.visit(root);
  return std::string(renaming.undeclared());
}

}  // namespace cityaudit::ingest
