// Strengths and weaknesses that the evidence suggests, for people to judge.

#include "analysis/findings.h"
#include "analysis/matrix.h"
#include "server/routes/figures_json.h"
#include "server/routes/handlers.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

json::object support_json(const analysis::Support& support) {
  const bool photos = support.unit == "photos";
  const auto side = [&](std::int64_t count) { return photos ? json::value(count) : json::value(nullptr); };
  return {{"instrument", support.instrument},
          {"people", support.people},
          {"people_total", support.people_total},
          {"units", support.units},
          {"units_total", support.units_total},
          {"unit", support.unit},
          {"score", points(support.score)},
          {"up", side(support.up)},
          {"down", side(support.down)},
          {"mixed", side(support.mixed)},
          {"show", analysis::to_word(support.show)},
          {"text", i18n(support.text)}};
}

json::object example_json(const analysis::Evidence& example, const Messages& messages, const http::Request& request) {
  return {{"submission_id", to_string(example.submission)},
          {"participant", text_or_null(example.participant)},
          {"photo", photo_or_null(example, messages, request)},
          {"quote", text_or_null(example.quote)}};
}

json::object finding_json(const analysis::Finding& finding, const Messages& messages, const http::Request& request) {
  json::array support;
  for (const analysis::Support& each : finding.support) support.push_back(support_json(each));
  json::array examples;
  for (const analysis::Evidence& each : finding.examples) examples.push_back(example_json(each, messages, request));
  return {{"theme", to_json(finding.theme)},
          {"polarity", analysis::to_word(finding.polarity)},
          {"area", finding.area ? json::value(named(finding.area->code, finding.area->name, request)) : json::value(nullptr)},
          {"support", std::move(support)},
          {"examples", std::move(examples)}};
}

}  // namespace

Result<http::Response> get_findings(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(counted, counted_of(request));
  Domain& domain = server.domain;
  CITYAUDIT_TRY(found, analysis::findings(*domain.database, domain.forms, domain.messages, audit.id, counted,
                                          analysis::figure_options(domain.settings)));
  json::array findings;
  for (const analysis::Finding& finding : found.findings) findings.push_back(finding_json(finding, domain.messages, request));
  return json_answer(json::object{{"note", i18n(found.note)}, {"findings", std::move(findings)}});
}

}  // namespace cityaudit::server::handlers
