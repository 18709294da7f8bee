#include "ingest/forms/import.h"

#include "base/settings.h"
#include "base/text.h"

namespace cityaudit::ingest {
namespace {

bool looks_like_xml(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  bytes = trim(bytes.substr(0, 256));
  return bytes.starts_with('<');
}

}  // namespace

ImportLimits ImportLimits::from(const Settings& settings) { return {FormLimits::from(settings), WorkbookLimits::from(settings)}; }

Result<ImportedForm> import_form(std::string_view bytes, std::string_view file_name, const ImportLimits& limits, const Taxonomy* themes) {
  if (looks_like_xml(bytes)) {
    CITYAUDIT_TRY(definition, read_xform(bytes, limits.form, themes));
    return ImportedForm{std::string(bytes), std::move(definition), {}};
  }
  CITYAUDIT_TRY(workbook, read_workbook(bytes, limits.workbook));
  return convert_xlsform(workbook, file_name, limits.form, themes);
}

}  // namespace cityaudit::ingest
