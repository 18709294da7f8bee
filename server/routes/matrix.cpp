// Themes by places, and a cell opened down to the answers and photos that it is made of.

#include "analysis/matrix.h"
#include "analysis/cell.h"
#include "analysis/shown_themes.h"
#include "server/routes/figures_json.h"
#include "server/routes/handlers.h"

#include <algorithm>

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

constexpr std::string_view all_areas_word = "all";

struct AreaWanted {
  std::int64_t id = analysis::all_areas;
  json::object name;
};

Result<AreaWanted> area_wanted(Server& server, const http::Request& request, ingest::AuditId audit) {
  const std::string_view code = request.parameter("area");
  if (code == all_areas_word)
    return AreaWanted{analysis::all_areas, {{"code", code}, {"name", server.domain.messages.format(request.language, "matrix.all_areas")}}};
  const auto read = [&](store::Transaction& tx) -> Result<std::vector<ingest::Area>> { return ingest::Audits::areas(tx, audit); };
  CITYAUDIT_TRY(areas, server.domain.database->read(read));
  const auto found = std::find_if(areas.begin(), areas.end(), [&](const ingest::Area& area) { return area.code == code; });
  if (found == areas.end()) return Error(ErrorKind::not_found, "area.unknown");
  return AreaWanted{found->id.value, named(found->code, found->name, request)};
}

/// Of either level, hidden ones too: an address that was kept goes on leading to its evidence. not_found ("theme.unknown").
Result<ingest::Theme> theme_wanted(Server& server, const http::Request& request, ingest::AuditId audit) {
  const auto read = [&](store::Transaction& tx) -> Result<ingest::Taxonomy> {
    return analysis::known_themes(tx, audit, analysis::observed_themes(tx, audit));
  };
  CITYAUDIT_TRY(themes, server.domain.database->read(read));
  const ingest::Theme* theme = themes.find(request.parameter("theme"));
  if (!theme) return Error(ErrorKind::not_found, "theme.unknown");
  return *theme;
}

json::object row_json(const analysis::MatrixRow& row, const std::vector<ingest::Area>& areas) {
  json::object out = to_json(row.theme);
  out["level"] = row.theme.level;
  out["parent"] = text_or_null(row.theme.parent);
  out["hidden"] = row.theme.is_hidden();
  json::object cells;
  for (std::size_t i = 0; i < areas.size() && i < row.cells.size(); ++i) cells[areas[i].code] = to_json(row.cells[i]);
  out["cells"] = std::move(cells);
  out["total"] = to_json(row.total);
  return out;
}

}  // namespace

Result<http::Response> get_matrix(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(counted, counted_of(request));
  CITYAUDIT_TRY(matrix, analysis::matrix(*server.domain.database, audit.id, counted, analysis::figure_options(server.domain.settings)));
  json::array areas;
  for (const ingest::Area& area : matrix.areas) areas.push_back(named(area.code, area.name, request));
  json::array themes;
  for (const analysis::MatrixRow& row : matrix.rows) themes.push_back(row_json(row, matrix.areas));
  return json_answer(json::object{
      {"class", class_word(counted)}, {"event_seq", matrix.event_seq}, {"areas", std::move(areas)}, {"themes", std::move(themes)}});
}

Result<http::Response> get_cell(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(counted, counted_of(request));
  CITYAUDIT_TRY(theme, theme_wanted(server, request, audit.id));
  CITYAUDIT_TRY(area, area_wanted(server, request, audit.id));
  CITYAUDIT_TRY(detail, analysis::cell_detail(*server.domain.database, audit.id, theme.code, area.id, counted,
                                              analysis::figure_options(server.domain.settings)));
  analysis::EvidenceQuery query;
  query.audit = audit.id;
  query.theme = theme.code;
  query.area = area.id;
  query.counted = counted;
  query.cursor = request.query_value("cursor");
  CITYAUDIT_TRY(page, analysis::evidence(*server.domain.database, server.domain.forms, query));

  json::array stops;
  for (const analysis::CellStop& stop : detail.stops) {
    json::object one = named(stop.code, stop.name, request);
    one["mean"] = points(stop.mean);
    one["n_people"] = stop.n_people;
    stops.push_back(std::move(one));
  }
  json::array evidence;
  for (const analysis::Evidence& item : page.items) evidence.push_back(to_json(item, server.domain.messages, request));
  return json_answer(json::object{{"theme", to_json(theme)},
                                  {"area", std::move(area.name)},
                                  {"cell", to_json(detail.cell)},
                                  {"stops", std::move(stops)},
                                  {"evidence", std::move(evidence)},
                                  {"next_cursor", text_or_null(page.next_cursor)}});
}

}  // namespace cityaudit::server::handlers
