#pragma once
// A form as its author hands it in: an XLSForm (.xlsx or CSV), or an XForm (.xml). Whichever it is, an XForm comes out, read by
// the one reader there is. Pure and thread-safe.

#include "base/result.h"
#include "ingest/forms/form_definition.h"
#include "ingest/forms/workbook.h"
#include "ingest/forms/xform.h"

#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

struct ImportLimits {
  FormLimits form;
  WorkbookLimits workbook;

  static ImportLimits from(const Settings& settings);
};

struct ImportedForm {
  std::string xml;  // what clients get; of an uploaded XForm its own bytes
  FormDefinition definition;
  std::vector<FieldError> warnings;  // field = "survey!C12"; they refuse nothing
};

/// `file_name` decides nothing but the form's id where the sheet gives none: what the bytes are says what they are.
/// One Error (invalid, too_large) with every fault in `fields`: field = "survey!C12" in a spreadsheet, else a path; code =
/// "xlsform.…" or "form.…", with the arguments sheet, row, column, header where it is a spreadsheet's. `themes` as in read_xform().
Result<ImportedForm> import_form(std::string_view bytes, std::string_view file_name, const ImportLimits& limits = {},
                                 const Taxonomy* themes = nullptr);

/// The XLSForm part alone.
Result<ImportedForm> convert_xlsform(const Workbook& workbook, std::string_view file_name, const FormLimits& limits = {},
                                     const Taxonomy* themes = nullptr);

}  // namespace cityaudit::ingest
