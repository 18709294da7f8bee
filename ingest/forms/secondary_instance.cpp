#include "ingest/forms/secondary_instance.h"

#include "base/text.h"
#include "ingest/forms/expressions/numbers.h"

#include <algorithm>
#include <boost/json.hpp>

#include <vector>

namespace cityaudit::ingest {
namespace {

namespace json = boost::json;

Error unreadable() { return Error(ErrorKind::invalid, "form.file_unreadable"); }
Error too_large(std::size_t limit) { return Error(ErrorKind::too_large, "form.file_too_large", {}, {{"limit", std::to_string(limit)}}); }

/// One line of a CSV file (RFC 4180) at a time.
class CsvReader {
 public:
  CsvReader(std::string_view text, char separator) : text_(text), separator_(separator) {}

  /// False at the end of the file.
  bool next(std::vector<std::string>& fields) {
    fields.clear();
    while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) ++at_;
    if (at_ >= text_.size()) return false;
    for (;;) {
      fields.push_back(field());
      if (at_ < text_.size() && text_[at_] == separator_) {
        ++at_;
        continue;
      }
      return true;
    }
  }

 private:
  std::string field() {
    std::string out;
    if (at_ < text_.size() && text_[at_] == '"') {
      for (++at_; at_ < text_.size(); ++at_) {
        if (text_[at_] == '"') {
          if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
          ++at_;
        }
        out += text_[at_];
      }
      ++at_;
    }
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r') out += text_[at_++];
    return out;
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
};

/// Whichever of comma and semicolon the heading has more of.
char separator_of(std::string_view csv) {
  const std::string_view heading = csv.substr(0, csv.find('\n'));
  const auto count = [&](char c) { return std::count(heading.begin(), heading.end(), c); };
  return count(';') > count(',') ? ';' : ',';
}

void append_position(std::string& out, const json::array& position) {
  const auto coordinate = [&](std::size_t i) {
    json::error_code fault;
    const double value = i < position.size() ? position[i].to_number<double>(fault) : 0;
    return number_text(fault ? 0 : value);
  };
  if (!out.empty()) out += "; ";
  out += coordinate(1) + " " + coordinate(0) + " " + coordinate(2) + " 0";
}

/// ODK's text of a GeoJSON geometry; empty for kinds that ODK has no type for.
std::string geometry_text(const json::object& geometry) {
  const json::value* type = geometry.if_contains("type");
  const json::value* coordinates = geometry.if_contains("coordinates");
  if (!type || !type->is_string() || !coordinates || !coordinates->is_array()) return {};
  std::string out;
  const json::array* line = &coordinates->get_array();
  if (type->get_string() == "Point") {
    append_position(out, *line);
    return out;
  }
  if (type->get_string() == "Polygon") {
    if (line->empty() || !line->front().is_array()) return {};
    line = &line->front().get_array();
  } else if (type->get_string() != "LineString") {
    return {};
  }
  for (const json::value& position : *line)
    if (position.is_array()) append_position(out, position.get_array());
  return out;
}

std::string plain_text(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_number()) return number_text(value.to_number<double>());
  return value.is_null() ? std::string() : json::serialize(value);
}

void add_feature(InstanceTree& tree, std::uint32_t root, const json::object& feature) {
  const std::uint32_t item = tree.begin(root, "item");
  const auto add = [&](std::string_view name, std::string text) {
    tree.end(tree.begin(item, tree.keep(std::string(name)), tree.keep(std::move(text))));
  };
  if (const json::value* geometry = feature.if_contains("geometry"); geometry && geometry->is_object())
    add("geometry", geometry_text(geometry->get_object()));
  if (const json::value* id = feature.if_contains("id")) add("id", plain_text(*id));
  if (const json::value* properties = feature.if_contains("properties"); properties && properties->is_object())
    for (const auto& [name, value] : properties->get_object()) add(name, plain_text(value));
  tree.end(item);
}

}  // namespace

Result<std::shared_ptr<const InstanceTree>> read_csv_instance(std::string_view csv, const FileInstanceLimits& limits) {
  if (csv.size() > limits.bytes_max) return too_large(limits.bytes_max);
  if (csv.starts_with("\xEF\xBB\xBF")) csv.remove_prefix(3);
  if (!is_valid_utf8(csv)) return unreadable();
  CsvReader reader(csv, separator_of(csv));
  auto tree = std::make_shared<InstanceTree>();
  const std::uint32_t root = tree->begin(0, "root");
  std::vector<std::string> fields;
  std::vector<std::string_view> columns;
  if (reader.next(fields))
    for (const std::string& field : fields) columns.push_back(tree->keep(std::string(trim(field))));
  while (reader.next(fields)) {
    if (tree->size() > limits.cells_max) return too_large(limits.cells_max);
    const std::uint32_t item = tree->begin(root, "item");
    for (std::size_t i = 0; i < columns.size(); ++i)
      tree->end(tree->begin(item, columns[i], i < fields.size() ? tree->keep(std::move(fields[i])) : std::string_view{}));
    tree->end(item);
  }
  tree->end(root);
  tree->finish();
  return std::shared_ptr<const InstanceTree>(std::move(tree));
}

Result<std::shared_ptr<const InstanceTree>> read_geojson_instance(std::string_view text, const FileInstanceLimits& limits) {
  if (text.size() > limits.bytes_max) return too_large(limits.bytes_max);
  json::error_code fault;
  const json::value document = json::parse(text, fault);
  const json::value* features = !fault && document.is_object() ? document.get_object().if_contains("features") : nullptr;
  if (!features || !features->is_array()) return unreadable();
  auto tree = std::make_shared<InstanceTree>();
  const std::uint32_t root = tree->begin(0, "root");
  for (const json::value& feature : features->get_array()) {
    if (tree->size() > limits.cells_max) return too_large(limits.cells_max);
    if (feature.is_object()) add_feature(*tree, root, feature.get_object());
  }
  tree->end(root);
  tree->finish();
  return std::shared_ptr<const InstanceTree>(std::move(tree));
}

std::shared_ptr<const InstanceTree> read_file_instance(std::string_view name, std::string_view bytes) {
  const std::string lower = to_lower_ascii(name);
  auto read = lower.ends_with(".csv")       ? read_csv_instance(bytes)
              : lower.ends_with(".geojson") ? read_geojson_instance(bytes)
                                            : Result<std::shared_ptr<const InstanceTree>>(unreadable());
  return read ? *read : nullptr;
}

}  // namespace cityaudit::ingest
