#pragma once
// What an author uploads, turned into a form (ingest/forms/import.h), with every fault and remark at its place, as the pages show
// them. Pure and thread-safe.

#include "ingest/forms/import.h"

#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

/// One fault or warning and where to find it. In a spreadsheet: sheet, row, column; in XML: path.
struct FormFault {
  std::string sheet;
  std::int64_t row = 0;  // as the spreadsheet numbers it, from 1; 0: the sheet as a whole
  std::string column;    // its heading and letter: "constraint (F)"
  std::string path;      // in XML: of the question, or of what is wrong
  std::string code;      // catalogue key
  std::vector<MessageArgument> arguments;
};

struct FormSource {
  std::string xml;                // empty when there are faults
  std::string form_id;            // of the form, when there are none
  bool spreadsheet = false;       // it was made of rows
  std::vector<FormFault> faults;  // not empty: nothing can be made of it
  std::vector<FormFault> warnings;
};

/// An error only for a file that is over a limit; all else that is wrong is in `faults`. `themes`: those of the audit it is for.
Result<FormSource> read_form_source(std::string_view bytes, std::string_view file_name, const ImportLimits& limits, const Taxonomy& themes);

}  // namespace cityaudit::ingest
