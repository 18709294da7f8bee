// Choices of the selects of a form being read: inline, from the form's own lists, or from a file beside it.

#include "base/text.h"
#include "ingest/forms/xform_reading.h"

namespace cityaudit::ingest {
namespace {

struct Itemset {
  std::string instance;            // empty: not a list, but other answers of the form
  std::vector<std::string> steps;  // below the instance: root, item
};

/// instance('stops')/root/item[walk=/data/walk_id], perhaps inside randomize(…). Filters are left to the client.
Itemset parse_itemset(std::string_view nodeset) {
  nodeset = trim(nodeset);
  if (nodeset.starts_with("randomize(")) nodeset = trim(nodeset.substr(10));
  if (!nodeset.starts_with("instance(")) return {};
  nodeset = trim(nodeset.substr(9));
  if (nodeset.empty() || (nodeset.front() != '\'' && nodeset.front() != '"')) return {};
  const std::size_t quote = nodeset.find(nodeset.front(), 1);
  const std::size_t close = nodeset.find(')', quote);
  if (quote == std::string_view::npos || close == std::string_view::npos) return {};
  Itemset itemset;
  itemset.instance = nodeset.substr(1, quote - 1);
  std::string_view path = nodeset.substr(close + 1);
  path = path.substr(0, path.find_first_of("[,) \t\n"));
  for (const std::string_view step : split(path, '/'))
    if (!step.empty()) itemset.steps.emplace_back(local_name(step));
  return itemset;
}

void add_choice(ChoiceList& list, std::string value, LocalizedText label) {
  // Cascading lists may repeat a value under other parents; the first one gives the label.
  list.index.emplace(value, list.choices.size());
  list.choices.push_back({std::move(value), std::move(label)});
}

pugi::xml_node child_called(pugi::xml_node parent, std::string_view name) {
  for (const pugi::xml_node child : parent.children())
    if (is_element(child) && local_name(child.name()) == name) return child;
  return {};
}

/// label ref="label" or ref="jr:itext(itextId)"
LocalizedText item_label(FormReading& reading, pugi::xml_node item, std::string_view label_ref) {
  const bool translated = label_ref.starts_with("jr:itext(") && label_ref.ends_with(")");
  if (translated) label_ref = trim(label_ref.substr(9, label_ref.size() - 10));
  const pugi::xml_node child = child_called(item, local_name(label_ref));
  if (!child) return {};
  return translated ? reading.texts.of_id(flat_text(child)) : reading.texts.of_element(child);
}

void collect_items(FormReading& reading, pugi::xml_node parent, const Itemset& itemset, std::size_t step, std::string_view value_ref,
                   std::string_view label_ref, ChoiceList& list) {
  for (const pugi::xml_node child : parent.children()) {
    if (!is_element(child) || local_name(child.name()) != itemset.steps[step]) continue;
    if (step + 1 < itemset.steps.size()) {
      collect_items(reading, child, itemset, step + 1, value_ref, label_ref, list);
      continue;
    }
    std::string value = flat_text(child_called(child, local_name(value_ref)));
    if (!value.empty()) add_choice(list, std::move(value), item_label(reading, child, label_ref));
  }
}

void read_itemset(FormReading& reading, pugi::xml_node element, Control& control) {
  control.itemset = trim(element.attribute("nodeset").value());
  control.value_name = local_name(trim(element.child("value").attribute("ref").value()));
  const Itemset itemset = parse_itemset(control.itemset);
  if (itemset.instance.empty()) return;
  const pugi::xml_node instance = reading.model.find_child_by_attribute("instance", "id", itemset.instance.c_str());
  if (!instance || itemset.steps.empty()) {
    reading.fault(control.path, "form.choice_list_unknown", {{"list", itemset.instance}});
    return;
  }
  if (const pugi::xml_attribute source = instance.attribute("src")) {
    control.choice_file = media_file_name(source.value());
    return;
  }
  const std::string_view value_ref = trim(element.child("value").attribute("ref").value());
  const std::string_view label_ref = trim(element.child("label").attribute("ref").value());
  const std::string key = itemset.instance + "|" + std::string(value_ref) + "|" + std::string(label_ref);
  const auto [known, is_new] = reading.choice_lists.emplace(key, reading.form.choice_lists.size());
  control.choice_list = known->second;
  if (!is_new) return;
  ChoiceList list;
  collect_items(reading, instance, itemset, 0, value_ref, label_ref, list);
  reading.form.choice_lists.push_back(std::move(list));
}

}  // namespace

void read_choices(FormReading& reading, pugi::xml_node select, Control& control) {
  if (const pugi::xml_node itemset = select.child("itemset")) {
    read_itemset(reading, itemset, control);
    return;
  }
  ChoiceList list;
  for (const pugi::xml_node item : select.children("item"))
    add_choice(list, flat_text(item.child("value")), reading.texts.of_element(item.child("label")));
  if (list.choices.empty()) {
    reading.fault(control.path, "form.no_choices", {{"path", control.path}});
    return;
  }
  control.choice_list = reading.form.choice_lists.size();
  reading.form.choice_lists.push_back(std::move(list));
}

}  // namespace cityaudit::ingest
