#include "ingest/forms/form_outline.h"

#include "ingest/forms/xform_reading.h"

namespace cityaudit::ingest {
namespace {

class Outline {
 public:
  Outline(const FormDefinition& form, FormTexts& texts) : form_(form), texts_(texts) {}

  std::vector<OutlineItem> of(pugi::xml_node parent, const std::string& context) {
    std::vector<OutlineItem> out;
    for (const pugi::xml_node element : parent.children()) {
      if (!is_element(element)) continue;
      const std::string_view name = element.name();
      const char* reference = element.attribute("ref") ? element.attribute("ref").value() : element.attribute("nodeset").value();
      const std::string path = *reference ? resolve_path(reference, context) : std::string();
      const std::string& inner = path.empty() ? context : path;
      if (name == "group") {
        out.push_back({OutlineItem::Kind::group, path, texts_.of_element(element.child("label")), no_index, of(element, inner)});
      } else if (name == "repeat") {
        out.push_back({OutlineItem::Kind::repeat, path, {}, no_index, of(element, inner)});
      } else if (const Node* node = path.empty() ? nullptr : form_.find_node(path); node && node->control != no_index) {
        out.push_back({OutlineItem::Kind::question, path, form_.controls[node->control].label, node->control, {}});
      }
    }
    return out;
  }

 private:
  const FormDefinition& form_;
  FormTexts& texts_;
};

}  // namespace

Result<std::vector<OutlineItem>> read_outline(std::string_view xml, const FormDefinition& form, const FormLimits& limits) {
  XmlDocument document;
  if (document.read(xml, {limits.bytes_max, limits.depth_max, limits.nodes_max}) != XmlFault::none)
    return Error(ErrorKind::invalid, "form.unreadable");
  canonicalise_names(document.root());
  FormTexts texts;
  texts.read(document.root().child("h:head").child("model"));
  return Outline(form, texts).of(document.root().child("h:body"), "/" + form.root_name);
}

}  // namespace cityaudit::ingest
