#include "server/routes/figures_json.h"

#include "server/routes/submission_json.h"

#include <cmath>

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

json::value to_json(const std::optional<analysis::ScoreFigure>& figure) {
  if (!figure) return nullptr;
  json::object out{{"n_people", figure->n_people},
                   {"n_units", figure->n_units},
                   {"unit", "stops"},
                   {"n_waiting", figure->n_waiting},
                   {"show", analysis::to_word(figure->show)},
                   {"mean", points(figure->mean)},
                   {"median", points(figure->median)},
                   {"min", points(figure->minimum)},
                   {"max", points(figure->maximum)},
                   {"low", points(figure->low)},
                   {"high", points(figure->high)}};
  json::array values;
  for (const double value : figure->values) values.push_back(points(value));
  out["values"] = std::move(values);
  return out;
}

json::value to_json(const std::optional<analysis::PhotoFigure>& figure) {
  if (!figure) return nullptr;
  return json::object{{"n_people", figure->n_people}, {"n_photos", figure->n_photos}, {"up", figure->up},
                      {"down", figure->down},         {"mixed", figure->mixed},       {"n_waiting", figure->n_waiting}};
}

}  // namespace

json::value points(const std::optional<double>& value) {
  if (!value) return nullptr;
  return std::round(*value * 10) / 10;
}

json::object to_json(const analysis::Cell& cell) { return {{"walk", to_json(cell.walk)}, {"photovoice", to_json(cell.photovoice)}}; }

json::object to_json(const ingest::Theme& theme) {
  json::object name;
  for (const auto& [language, words] : theme.name) name[language] = words;
  // Nobody has named it: its code is all there is to show.
  if (name.empty()) name["en"] = theme.code;
  return {{"code", theme.code}, {"name", std::move(name)}};
}

json::value photo_or_null(const analysis::Evidence& evidence, const Messages& messages, const http::Request& request) {
  if (!evidence.photo) return nullptr;
  return to_json(ingest::ViewedPhoto{*evidence.photo, evidence.quote, {}, evidence.polarity}, messages, request);
}

json::object to_json(const analysis::Evidence& evidence, const Messages& messages, const http::Request& request) {
  return {
      {"id", evidence.id},
      {"submission_id", to_string(evidence.submission)},
      {"instrument", evidence.instrument},
      {"participant", text_or_null(evidence.participant)},
      {"at", to_iso8601(evidence.at)},
      {"stop", evidence.stop_code.empty() ? json::value(nullptr) : named(evidence.stop_code, evidence.stop_name, request)},
      {"item", {{"path", evidence.item}, {"label", i18n(evidence.item_label)}}},
      {"value", text_or_null(evidence.value)},
      {"display", i18n_or_null(evidence.value_label)},
      {"score", points(evidence.score)},
      {"polarity", text_or_null(evidence.polarity)},
      {"quote", text_or_null(evidence.quote)},
      {"review", evidence.review == analysis::ReviewClass::approved ? "approved" : "awaiting"},
      {"photo", photo_or_null(evidence, messages, request)},
  };
}

Result<analysis::Counted> counted_of(const http::Request& request) {
  const std::string_view word = request.query_value("class");
  if (word.empty() || word == "approved") return analysis::Counted::approved;
  if (word == "all") return analysis::Counted::approved_and_awaiting;
  Error fault(ErrorKind::invalid, "request.fields");
  fault.fields.push_back({"class", "field.unusable", {}});
  return fault;
}

std::string_view class_word(analysis::Counted counted) { return counted == analysis::Counted::approved ? "approved" : "all"; }

}  // namespace cityaudit::server::handlers
