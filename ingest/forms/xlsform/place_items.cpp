// What is known once all rows are read: paths, the meta block, the relevance of flat groups, names.

#include "ingest/forms/xlsform/survey.h"

namespace cityaudit::ingest {
namespace {

/// Settings `flat`: groups are layout only, so that their relevance moves to what they hold.
void flatten(FormImport& import, std::size_t index, const SheetAttribute& above) {
  SurveyItem& item = import.items[index];
  const SheetAttribute* own = find_attribute(item.bind, "relevant");
  SheetAttribute relevant = above;
  if (own) relevant = {"relevant", above.value.empty() ? own->value : "(" + above.value + ") and (" + own->value + ")", own->column};
  if (item.kind == SurveyItem::Kind::group && index != 0 && !item.in_meta) item.flat = true;
  if (item.children.empty() && !relevant.value.empty()) set_attribute(item.bind, "relevant", relevant.value, relevant.column);
  const std::vector<std::size_t> children = item.children;
  for (const std::size_t child : children) flatten(import, child, relevant);
}

void set_paths(FormImport& import, std::size_t index, const std::string& parent_path) {
  SurveyItem& item = import.items[index];
  item.path = item.flat ? parent_path : parent_path + "/" + item.name;
  if (!import.spend(2 * item.path.size())) item.path = "/data";  // refused already: no more memory for it
  const std::string path = item.path;
  const std::vector<std::size_t> children = item.children;
  for (const std::size_t child : children) set_paths(import, child, path);
}

std::size_t add_to(FormImport& import, std::size_t parent, SurveyItem item) {
  const std::size_t index = import.items.size();
  item.parent = parent;
  item.in_meta = true;
  import.items.push_back(std::move(item));
  import.items[parent].children.push_back(index);
  return index;
}

SurveyItem calculation(std::string name) {
  SurveyItem item;
  item.name = std::move(name);
  item.type = parse_type("calculate");
  set_attribute(item.bind, "type", "string");
  return item;
}

/// meta/audit, meta/instanceID, meta/instanceName
void add_meta(FormImport& import) {
  SurveyItem meta;
  meta.kind = SurveyItem::Kind::group;
  meta.name = "meta";
  const std::size_t rows = import.items.size();
  const std::size_t index = add_to(import, 0, std::move(meta));
  for (std::size_t i = 1; i < rows; ++i) {
    SurveyItem& item = import.items[i];
    if (!item.in_meta || item.parent != no_item) continue;
    item.parent = index;
    import.items[index].children.push_back(i);
  }
  SurveyItem id = calculation("instanceID");
  set_attribute(id.bind, "readonly", "true()");
  set_attribute(id.bind, "jr:preload", import.settings.instance_id_preload);
  add_to(import, index, std::move(id));
  if (import.settings.instance_name.empty()) return;
  SurveyItem name = calculation("instanceName");
  const TableCell* cell = import.settings_table.rows().front().cell("instance_name");
  set_attribute(name.bind, "calculate", import.settings.instance_name, cell ? cell->column : nullptr);
  add_to(import, index, std::move(name));
}

}  // namespace

void place_items(FormImport& import) {
  if (import.settings.flat) flatten(import, 0, {});
  add_meta(import);
  set_paths(import, 0, "");
  for (std::size_t i = 1; i < import.items.size(); ++i) {
    const SurveyItem& item = import.items[i];
    if (!(item.in_meta && item.kind == SurveyItem::Kind::group)) import.items_by_name.emplace(item.name, i);
  }
}

}  // namespace cityaudit::ingest
