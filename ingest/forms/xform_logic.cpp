// Secondary instances and expressions of a form being read.

#include "ingest/forms/expressions/instance_tree.h"
#include "ingest/forms/form_logic.h"
#include "ingest/forms/xform_reading.h"

#include <utility>

namespace cityaudit::ingest {
namespace {

/// As deep as FormLimits::depth_max lets the document be.
void add_element(InstanceTree& tree, pugi::xml_node element, std::uint32_t parent) {
  std::string value;
  bool leaf = true;
  for (const pugi::xml_node child : element.children()) leaf = leaf && !is_element(child);
  if (leaf) value = element.text().get();
  const std::uint32_t index = tree.begin(parent, tree.keep(std::string(local_name(element.name()))), tree.keep(std::move(value)));
  for (const pugi::xml_attribute attribute : element.attributes())
    tree.add_attribute(index, tree.keep(std::string(local_name(attribute.name()))), tree.keep(attribute.value()));
  for (const pugi::xml_node child : element.children())
    if (is_element(child)) add_element(tree, child, index);
  tree.end(index);
}

std::shared_ptr<const InstanceTree> read_tree(pugi::xml_node instance) {
  auto tree = std::make_shared<InstanceTree>();
  for (const pugi::xml_node child : instance.children())
    if (is_element(child)) add_element(*tree, child, 0);
  tree->finish();
  return tree;
}

}  // namespace

void read_instances(FormReading& reading) {
  bool primary = true;
  for (const pugi::xml_node element : reading.model.children("instance")) {
    if (std::exchange(primary, false)) continue;
    SecondaryInstance instance;
    instance.id = element.attribute("id").value();
    if (const pugi::xml_attribute source = element.attribute("src")) {
      instance.file = media_file_name(source.value());
    } else {
      instance.tree = read_tree(element);
    }
    if (!instance.id.empty()) reading.form.instances.push_back(std::move(instance));
  }
}

void read_logic(FormReading& reading) {
  reading.form.logic = make_form_logic(reading.form, [&](std::string place, std::string code, std::vector<MessageArgument> arguments) {
    reading.fault(std::move(place), std::move(code), std::move(arguments));
  });
}

}  // namespace cityaudit::ingest
