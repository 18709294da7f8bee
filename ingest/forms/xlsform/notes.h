#pragma once
// What an import has to say to the author of a spreadsheet: faults, which refuse it, and warnings, which do not; each with its
// place. For one thread.

#include "base/result.h"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

/// Where in the workbook. Row 0 is the sheet as a whole, an empty column the row as a whole.
struct Place {
  std::string sheet;
  std::size_t row = 0;
  std::string column;  // "C"
  std::string header;  // "constraint", as the sheet writes it
};

/// "survey!C12", "survey!12", "survey"
std::string to_text(const Place& place);

class ImportNotes {
 public:
  explicit ImportNotes(std::size_t faults_max) : faults_max_(faults_max) {}

  /// `arguments` are completed with sheet, row, column and header.
  void fault(const Place& place, std::string code, std::vector<MessageArgument> arguments = {});
  void warn(const Place& place, std::string code, std::vector<MessageArgument> arguments = {});

  /// Whether one more fault would be listed: explaining it further is worth the time.
  bool listing() const { return fault_count_ < faults_max_; }
  bool refused() const { return fault_count_ > 0; }
  /// invalid, "form.faulty" (or the code of the only fault) with every fault in `fields`.
  Error error() const;
  std::vector<FieldError> take_warnings() { return std::move(warnings_); }

 private:
  std::size_t faults_max_;  // more are counted and not listed; as many warnings
  std::size_t fault_count_ = 0;
  std::set<std::string> told_;
  std::vector<FieldError> faults_;
  std::vector<FieldError> warnings_;
};

/// The one of `known` that `word` was probably meant to be; empty when none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& known);

}  // namespace cityaudit::ingest
