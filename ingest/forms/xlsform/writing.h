#pragma once
// Writing the XForm of an import: text with indentation. Internal to ingest/forms/xlsform; for one thread.

#include "ingest/forms/xlsform/survey.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cityaudit::ingest {

/// Elements one below the other; texts stand in their element's line, untouched by indentation.
class XmlText {
 public:
  explicit XmlText(std::size_t depth) : depth_(depth) {}

  using Attributes = std::vector<std::pair<std::string, std::string>>;
  void open(std::string_view name, const Attributes& attributes = {});
  void close(std::string_view name);
  /// <name …/>
  void empty(std::string_view name, const Attributes& attributes = {});
  /// <name …>content</name>; `content` is XML.
  void element(std::string_view name, std::string_view content, const Attributes& attributes = {});
  void raw(std::string_view xml) { out_ += xml; }
  std::string take() { return std::move(out_); }

 private:
  void tag(std::string_view name, const Attributes& attributes);
  std::string out_;
  std::size_t depth_;
};

/// A question people see: it has a control in the body.
bool has_control(const SurveyItem& item);
/// What sets a value when the form or a repetition begins; `in_repeat` asks for the latter.
void write_actions(FormImport& import, std::size_t item, bool in_repeat, XmlText& xml);
/// The attribute's value with paths, checked where it is an expression.
std::string attribute_value(FormImport& import, std::size_t item, const SheetAttribute& attribute, bool expression);

void write_instance(FormImport& import, XmlText& xml);
void write_secondary_instances(FormImport& import, XmlText& xml);
void write_binds(FormImport& import, XmlText& xml);
void write_body(FormImport& import, XmlText& xml);

}  // namespace cityaudit::ingest
