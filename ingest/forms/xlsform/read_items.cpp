// The rows of the survey sheet as a tree of groups, repeats and questions.

#include "base/text.h"
#include "ingest/forms/xlsform/survey.h"

#include <algorithm>
#include <set>

namespace cityaudit::ingest {
namespace {

using Kind = QuestionType::Kind;

class ItemReader {
 public:
  explicit ItemReader(FormImport& import) : import_(import) {
    SurveyItem root;
    root.kind = SurveyItem::Kind::group;
    root.name = import.settings.root_name;
    import.items.push_back(std::move(root));
    open_.push_back(Section{0, {}, {}, {}, false});
  }

  void read() {
    for (const TableRow& row : import_.survey.rows()) read_row(row);
    for (std::size_t i = 1; i < open_.size(); ++i) {
      const SurveyItem& item = import_.items[open_[i].item];
      import_.notes.fault(import_.place(item, "type"), item.kind == SurveyItem::Kind::repeat ? "xlsform.repeat_open" : "xlsform.group_open",
                          {{"name", item.name}});
    }
  }

 private:
  struct Section {
    std::size_t item = 0;
    std::set<std::string> names;
    std::set<std::string> folded_names;
    /// Inside table-list: the list its selects share, once the first one named it.
    std::string table_list;
    bool is_table_list = false;
  };

  void read_row(const TableRow& row) {
    if (says_yes(row.text("disabled"))) return;
    const std::string_view type_text = row.text("type");
    if (type_text.empty()) {
      // Rows of notes and empty rows are skipped; a question that forgot its type is not.
      if (row.cell("name"))
        import_.notes.fault(import_.place(row, "type"), "xlsform.type_missing", {{"name", std::string(row.text("name"))}});
      return;
    }
    const QuestionType type = parse_type(type_text);
    switch (type.kind) {
      case Kind::unknown:
      case Kind::retired: refuse_type(row, type, type_text); return;
      case Kind::end_group:
      case Kind::end_repeat: close(row, type); return;
      default: break;
    }
    std::string name(row.text("name"));
    if (type.word == "audit") name = "audit";
    if (name.empty() && type.word == "note") name = "generated_note_name_" + std::to_string(row.number);
    if (name.empty()) {
      import_.notes.fault(import_.place(row, "name"), "xlsform.name_missing", {{"type", std::string(type_text)}});
      // The structure still counts, so that its end finds it.
      if (type.kind != Kind::begin_group && type.kind != Kind::begin_repeat) return;
      name = "unnamed_" + std::to_string(row.number);
    }
    check_name(row, name, type);
    if (type.kind == Kind::begin_group || type.kind == Kind::begin_repeat) {
      begin(row, type, name);
    } else {
      add_question(row, type, std::move(name));
    }
  }

  void refuse_type(const TableRow& row, const QuestionType& type, std::string_view text) {
    const Place place = import_.place(row, "type");
    if (type.kind == Kind::retired) {
      import_.notes.fault(place, "xlsform.type_retired", {{"type", std::string(text)}});
      return;
    }
    const std::string meant = nearest(type.word, known_types());
    if (meant.empty()) {
      import_.notes.fault(place, "xlsform.type_unknown", {{"type", std::string(text)}});
    } else {
      import_.notes.fault(place, "xlsform.type_unknown_near", {{"type", std::string(text)}, {"meant", meant}});
    }
  }

  void check_name(const TableRow& row, const std::string& name, const QuestionType& type) {
    Section& section = open_.back();
    const Place place = import_.place(row, "name");
    const bool in_root = section.item == 0;
    if (!is_xml_name(name)) {
      import_.notes.fault(place, "xlsform.name_unusable", {{"name", name}});
    } else if (in_root && (name == "meta" || (type.kind == Kind::begin_repeat && name == import_.settings.root_name))) {
      import_.notes.fault(place, "xlsform.name_reserved", {{"name", name}});
    } else if (!section.names.insert(name).second) {
      import_.notes.fault(place, "xlsform.name_twice", {{"name", name}});
    } else if (!section.folded_names.insert(to_lower_ascii(name)).second) {
      import_.notes.warn(place, "xlsform.name_twice_but_case", {{"name", name}});
    }
    if (type.kind == Kind::begin_repeat && !repeat_names_.insert(name).second)
      import_.notes.fault(place, "xlsform.repeat_name_twice", {{"name", name}});
  }

  std::size_t add(SurveyItem item) {
    const std::size_t index = import_.items.size();
    item.parent = open_.back().item;
    import_.items[item.parent].children.push_back(index);
    import_.items.push_back(std::move(item));
    return index;
  }

  SurveyItem new_item(const TableRow& row, const QuestionType& type, std::string name) {
    SurveyItem item;
    item.name = std::move(name);
    item.row = row.number;
    item.type = type;
    read_question(import_, item, row);
    return item;
  }

  void begin(const TableRow& row, const QuestionType& type, const std::string& name) {
    if (open_.size() > sections_deep_max) {
      import_.notes.fault(import_.place(row, "type"), "form.too_deep", {{"limit", std::to_string(sections_deep_max)}});
      // Its end closes it; what it holds counts as the section's around it.
      open_.push_back(Section{open_.back().item, {}, {}, {}, false});
      return;
    }
    SurveyItem item = new_item(row, type, name);
    item.kind = type.kind == Kind::begin_repeat ? SurveyItem::Kind::repeat : SurveyItem::Kind::group;
    if (item.kind == SurveyItem::Kind::repeat) add_count(item, row);
    const bool is_table_list = take_table_list(item);
    SurveyItem note;
    if (is_table_list && !(item.label.empty() && item.hint.empty())) {
      // The group's own label would stand in the table: a note carries it.
      note.name = "generated_table_list_label_" + std::to_string(row.number);
      note.row = row.number;
      note.type = parse_type("note");
      note.label = std::exchange(item.label, {});
      note.hint = std::exchange(item.hint, {});
      set_attribute(note.bind, "type", "string");
      set_attribute(note.bind, "readonly", "true()");
    }
    Section section;
    section.item = add(std::move(item));
    section.is_table_list = is_table_list;
    open_.push_back(std::move(section));
    if (!note.name.empty()) add(std::move(note));
  }

  /// repeat_count: an answer is asked directly, anything else becomes a calculation beside the repeat.
  void add_count(SurveyItem& repeat, const TableRow& row) {
    const TableCell* cell = row.cell("repeat_count");
    if (!cell) return;
    std::string count = with_plain_quotes(cell->text);
    if (only_reference(count).empty()) {
      SurveyItem calculation;
      calculation.name = repeat.name + "_count";
      calculation.row = row.number;
      calculation.type = parse_type("calculate");
      set_attribute(calculation.bind, "type", "string");
      set_attribute(calculation.bind, "readonly", "true()");
      set_attribute(calculation.bind, "calculate", std::move(count), cell->column);
      count = "${" + calculation.name + "}";
      add(std::move(calculation));
    }
    set_attribute(repeat.body, "jr:count", std::move(count), cell->column);
  }

  static bool take_table_list(SurveyItem& group) {
    const SheetAttribute* appearance = find_attribute(group.body, "appearance");
    if (!appearance) return false;
    std::string others = "field-list";
    bool found = false;
    for (const std::string_view word : words(appearance->value)) {
      if (word == "table-list") {
        found = true;
      } else {
        others += " " + std::string(word);
      }
    }
    if (found) set_attribute(group.body, "appearance", others, appearance->column);
    return found;
  }

  void add_question(const TableRow& row, const QuestionType& type, std::string name) {
    SurveyItem item = new_item(row, type, std::move(name));
    if (type.word == "audit") {
      item.in_meta = true;
      import_.items.push_back(std::move(item));  // place_items() hangs it into meta
      return;
    }
    Section& section = open_.back();
    if (section.is_table_list && type.is_select()) begin_table_list(section, item, row);
    const std::size_t index = add(std::move(item));
    if (type.is_select()) {
      if (const std::size_t other = read_select(import_, index, row); other != no_item) {
        import_.items[other].parent = open_.back().item;
        import_.items[import_.items[other].parent].children.push_back(other);
      }
    }
  }

  /// The first select of a table brings the row of labels above it.
  void begin_table_list(Section& section, SurveyItem& item, const TableRow& row) {
    if (section.table_list.empty()) {
      section.table_list = item.type.list;
      SurveyItem header;
      header.name = "reserved_name_for_field_list_labels_" + std::to_string(row.number);
      header.row = row.number;
      header.type = item.type;
      set_attribute(header.bind, "type", "string");
      set_attribute(header.body, "appearance", "label");
      add(std::move(header));
    } else if (section.table_list != item.type.list) {
      import_.notes.fault(import_.place(row, "type"), "xlsform.table_list_mixed",
                          {{"list", item.type.list}, {"other", section.table_list}});
    }
    set_attribute(item.body, "appearance", "list-nolabel");
  }

  void close(const TableRow& row, const QuestionType& type) {
    const bool repeat = type.kind == Kind::end_repeat;
    const SurveyItem& open = import_.items[open_.back().item];
    if (open_.size() == 1) {
      import_.notes.fault(import_.place(row, "type"), repeat ? "xlsform.end_repeat_alone" : "xlsform.end_group_alone");
      return;
    }
    if ((open.kind == SurveyItem::Kind::repeat) != repeat)
      import_.notes.fault(import_.place(row, "type"), repeat ? "xlsform.end_repeat_of_group" : "xlsform.end_group_of_repeat",
                          {{"name", open.name}, {"begin_row", std::to_string(open.row)}});
    open_.pop_back();
  }

  FormImport& import_;
  std::vector<Section> open_;
  std::set<std::string> repeat_names_;
};

}  // namespace

void read_items(FormImport& import) { ItemReader(import).read(); }

}  // namespace cityaudit::ingest
