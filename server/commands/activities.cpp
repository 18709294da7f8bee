// cityaudit open, convert, links and submissions.

#include "ingest/forms/import.h"
#include "server/commands/commands.h"

#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace cityaudit::server::commands {
namespace {

boost::json::object link_object(const Domain& domain, const PublicAddress& address, const ingest::Activity& activity,
                                std::string_view form_id) {
  const std::string token = domain.activities.token(activity);
  return {{"activity", activity.code},
          {"instrument", activity.instrument},
          {"form", form_id},
          {"page", address.page(token)},
          {"openrosa", address.openrosa(token, activity.audit_number)}};
}

Result<std::string> read_form(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error(ErrorKind::not_found, "form.file_missing", path, {{"file", path}});
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct FormFromFile {
  std::string bytes;
  ingest::ImportedForm form;
};

Result<FormFromFile> import_file(const std::string& path, const Settings& settings) {
  CITYAUDIT_TRY(bytes, read_form(path));
  CITYAUDIT_TRY(form, ingest::import_form(bytes, path, ingest::ImportLimits::from(settings)));
  return FormFromFile{std::move(bytes), std::move(form)};
}

/// Kept for its author, when the form was made of a spreadsheet.
Result<std::optional<ingest::FormSheet>> keep_sheet(Domain& domain, const FormFromFile& file, const std::string& path) {
  if (file.form.xml == file.bytes) return std::optional<ingest::FormSheet>();
  CITYAUDIT_TRY(blob, store::write_all(*domain.blobs, file.bytes));
  return std::optional(ingest::FormSheet{blob, std::filesystem::path(path).filename().string()});
}

Result<boost::json::object> open_activity(const Arguments& arguments, const Settings& settings) {
  CITYAUDIT_TRY(imported, import_file(arguments.plain[0], settings));
  report_warnings(imported.form.warnings);
  CITYAUDIT_TRY(domain, open_domain(arguments, settings));
  ingest::Audit wanted;
  wanted.slug = arguments.text("--audit");
  wanted.title = {{"en", wanted.slug}};
  CITYAUDIT_TRY(audit, domain->audits.ensure(wanted));
  CITYAUDIT_TRY(sheet, keep_sheet(*domain, imported, arguments.plain[0]));
  CITYAUDIT_TRY(form, domain->forms.publish(imported.form.xml, sheet));
  ingest::NewActivity activity;
  activity.code = arguments.text("--activity");
  activity.instrument = arguments.text("--instrument", "survey");
  CITYAUDIT_TRY(opened, domain->activities.open(audit, activity, *form));
  return link_object(*domain, address_of(domain->folder, settings), opened, form->definition.form_id);
}

Result<boost::json::array> all_links(const Arguments& arguments, const Settings& settings) {
  CITYAUDIT_TRY(domain, open_domain(arguments, settings));
  PublicAddress address = address_of(domain->folder, settings);
  if (arguments.has("--public-url")) address.url = arguments.text("--public-url");
  CITYAUDIT_TRY(activities, domain->activities.all());
  boost::json::array out;
  for (const ingest::Activity& activity : activities) {
    CITYAUDIT_TRY(form, domain->forms.load(activity.form));
    out.push_back(link_object(*domain, address, activity, form->definition.form_id));
  }
  return out;
}

}  // namespace

int open(const Arguments& arguments, const Settings& settings) {
  const auto opened = open_activity(arguments, settings);
  if (!opened) return report(opened.error());
  std::puts(boost::json::serialize(*opened).c_str());
  return 0;
}

int convert(const Arguments& arguments, const Settings& settings) {
  const auto imported = import_file(arguments.plain[0], settings);
  if (!imported) return report(imported.error());
  report_warnings(imported->form.warnings);
  std::fwrite(imported->form.xml.data(), 1, imported->form.xml.size(), stdout);
  return 0;
}

int links(const Arguments& arguments, const Settings& settings) {
  const auto found = all_links(arguments, settings);
  if (!found) return report(found.error());
  std::puts(boost::json::serialize(*found).c_str());
  return 0;
}

int submissions(const Arguments& arguments, const Settings& settings) {
  const auto domain = open_domain(arguments, settings);
  if (!domain) return report(domain.error());
  const auto print = [](std::string_view id) { std::printf("%.*s\n", static_cast<int>(id.size()), id.data()); };
  if (const auto done = (*domain)->submissions.for_each_instance_id(print); !done) return report(done.error());
  return 0;
}

}  // namespace cityaudit::server::commands
