#include "ingest/forms/instruments.h"

#include "base/embedded.h"
#include "ingest/taxonomy.h"

namespace cityaudit::ingest {
namespace {

constexpr std::string_view folder = "instruments/";
constexpr std::string_view ending = ".csv";

std::string file_of(std::string_view name) { return std::string(folder) + std::string(name) + std::string(ending); }

}  // namespace

std::vector<std::string> instrument_names() {
  std::vector<std::string> out;
  for (const embedded::File& file : embedded::list(folder))
    if (file.name.ends_with(ending)) out.emplace_back(file.name.substr(folder.size(), file.name.size() - folder.size() - ending.size()));
  return out;
}

Result<std::string_view> built_in_sheet(std::string_view name) {
  const auto bytes = embedded::find(file_of(name));
  if (!bytes) return Error(ErrorKind::internal, "form.instrument_unknown", std::string(name), {{"name", std::string(name)}});
  return *bytes;
}

Result<ImportedForm> built_in_instrument(std::string_view name) {
  CITYAUDIT_TRY(bytes, built_in_sheet(name));
  return import_form(bytes, file_of(name), {}, &Taxonomy::built_in());
}

}  // namespace cityaudit::ingest
