#include "tests/support/filled_form.h"

#include "base/clock.h"
#include "base/ids.h"
#include "base/text.h"

#include <fmt/format.h>
#include <jpeglib.h>
#include <pugixml.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <random>
#include <sstream>

namespace cityaudit::tests {

namespace {

constexpr std::string_view id_namespace = "8f5ac7c4-27c4-5d5e-9d6d-7f0e6a2f5b11";

std::string_view local_name(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

pugi::xml_node child_named(pugi::xml_node parent, std::string_view name) {
  return parent.find_child([&](pugi::xml_node n) { return local_name(n.name()) == name; });
}

pugi::xml_node descendant_named(pugi::xml_node parent, std::string_view name) {
  return parent.find_node([&](pugi::xml_node n) { return local_name(n.name()) == name; });
}

struct Choice {
  std::string value;
  std::map<std::string, std::string> columns;
};

struct Question {
  std::string kind;    // local name of the control: input, select, select1, upload
  std::string list;    // the nodeset of an itemset
  std::string column;  // where its value stands
  std::vector<Choice> choices;
};

std::vector<std::string> csv_fields(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
      fields.back() += line[i++];
    else if (line[i] == '"')
      quoted = !quoted;
    else if (line[i] == ',' && !quoted)
      fields.emplace_back();
    else if (line[i] != '\r')
      fields.back() += line[i];
  }
  return fields;
}

class Filler {
 public:
  Filler(const pugi::xml_document& form, const FillOptions& options) : form_(form), options_(options) {
    random_.seed(options.seed * 0x9e3779b97f4a7c15u + options.index);
  }

  Result<FilledForm> fill() {
    const auto model = descendant_named(form_, "model");
    const auto instance = child_named(model, "instance");
    const auto root = instance.find_child([](pugi::xml_node n) { return n.type() == pugi::node_element; });
    if (!root) return Error{ErrorKind::invalid, "test.form", "the form has no primary instance"};
    for (const auto bind : model.children())
      if (local_name(bind.name()) == "bind") binds_[bind.attribute("nodeset").value()] = bind;
    collect_questions(child_named(form_.document_element(), "body"));

    FilledForm filled;
    filled.instance_id =
        "uuid:" + uuid_v5(id_namespace, fmt::format("{}/{}/{}", root.attribute("id").value(), options_.seed, options_.index));
    pugi::xml_document out;
    auto copy = out.append_copy(root);
    for (const auto attribute : form_.document_element().attributes())  // prefixes that the instance may use
      if (std::string_view(attribute.name()).starts_with("xmlns:") && !copy.attribute(attribute.name())) copy.append_copy(attribute);
    visit(copy, std::string("/") + copy.name(), filled);
    std::ostringstream text;
    out.save(text, "", pugi::format_raw);
    filled.xml = text.str();
    return filled;
  }

 private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

  void collect_questions(pugi::xml_node node) {
    for (const auto control : node.children()) {
      const auto kind = local_name(control.name());
      if (kind == "input" || kind == "select" || kind == "select1" || kind == "upload") {
        Question question{std::string(kind), {}, "name", {}};
        for (const auto part : control.children()) {
          if (local_name(part.name()) == "item")
            question.choices.push_back({std::string(trim(child_named(part, "value").text().as_string())), {}});
          if (local_name(part.name()) != "itemset") continue;
          question.list = part.attribute("nodeset").value();
          question.column = child_named(part, "value").attribute("ref").value();
        }
        questions_[control.attribute("ref").value()] = question;
      } else {
        collect_questions(control);
      }
    }
  }

  std::vector<Choice> choices_of_list(const std::string& name, const std::string& column) {
    std::vector<Choice> choices;
    const auto list = descendant_named(form_, "model").find_child([&](pugi::xml_node n) {
      return local_name(n.name()) == "instance" && n.attribute("id").value() == name;
    });
    const std::string source = list.attribute("src").value();
    if (const auto file = options_.attachments.find(source.substr(source.rfind('/') + 1)); !source.empty()) {
      if (file == options_.attachments.end()) return choices;
      std::istringstream lines(file->second);
      std::string line;
      std::getline(lines, line);
      const auto header = csv_fields(line);
      while (std::getline(lines, line)) {
        const auto fields = csv_fields(line);
        Choice choice;
        for (std::size_t i = 0; i < std::min(header.size(), fields.size()); ++i) choice.columns[header[i]] = fields[i];
        choice.value = choice.columns[column];
        if (!choice.value.empty()) choices.push_back(choice);
      }
      return choices;
    }
    for (const auto item : child_named(list, "root").children()) {
      Choice choice;
      for (const auto field : item.children()) choice.columns[field.name()] = field.text().as_string();
      choice.value = choice.columns[column];
      choices.push_back(choice);
    }
    return choices;
  }

  /// instance('walks')/root/item[walk = /data/walk]: the list, and the filter when it is of this simple form.
  std::vector<Choice> choices_of(const Question& question, const std::string& path) {
    if (question.list.empty()) return question.choices;
    const auto first = question.list.find('\'');
    const auto last = question.list.find('\'', first + 1);
    if (first == std::string::npos || last == std::string::npos) return {};
    auto choices = choices_of_list(question.list.substr(first + 1, last - first - 1), question.column);
    const auto open = question.list.find('[');
    const auto equal = question.list.find('=', open);
    const auto shut = question.list.find(']', equal);
    if (open == std::string::npos || equal == std::string::npos || shut == std::string::npos) return choices;
    const std::string column(trim(std::string_view(question.list).substr(open + 1, equal - open - 1)));
    std::string reference(trim(std::string_view(question.list).substr(equal + 1, shut - equal - 1)));
    if (reference.starts_with("current()/")) reference.erase(0, 10);
    if (reference.starts_with("../")) {
      auto base = path;
      while (reference.starts_with("../")) reference.erase(0, 3), base.erase(base.rfind('/'));
      reference = base + "/" + reference;
    }
    const auto answered = answers_.find(reference);
    if (answered == answers_.end()) return choices;
    std::erase_if(choices, [&](Choice& choice) { return choice.columns[column] != answered->second; });
    return choices;
  }

  std::string drawn_answer(const std::string& path, const Question& question, std::string_view type, FilledForm& filled) {
    if (question.kind == "upload") {
      if (options_.photos.empty()) return {};
      const auto& photo = options_.photos[filled.files.size() % options_.photos.size()];
      FilePart part{fmt::format("photo-{}-{}.jpg", options_.index, filled.files.size() + 1), "image/jpeg", photo};
      filled.files.push_back(part);
      return part.name;
    }
    if (question.kind == "select1" || question.kind == "select") {
      const auto choices = choices_of(question, path);
      return choices.empty() ? std::string{} : choices[below(choices.size())].value;
    }
    type = local_name(type);
    if (type == "int" || type == "decimal") return std::to_string(1 + below(3));
    if (type == "date") return "2018-06-18";
    if (type == "time") return "10:30:00.000+02:00";
    if (type == "dateTime") return to_iso8601(SystemClock().now());
    if (type == "geopoint")
      return fmt::format("{:.6f} {:.6f} 200.0 {}", 50.05 + static_cast<double>(below(60000)) / 1e6,
                         14.38 + static_cast<double>(below(90000)) / 1e6, 3 + below(20));
    static constexpr std::string_view sayings[] = {"Chybí lavička u zastávky.", "Přechod je dobře osvětlený.", "Chodník je úzký a rozbitý.",
                                                   "Tady se scházejí sousedé.", "Stín jen u domů, stromy chybí."};
    return std::string(sayings[below(std::size(sayings))]);
  }

  std::optional<std::string> wanted_answer(const std::string& path, std::string_view name) const {
    if (const auto by_path = options_.answers.find(path); by_path != options_.answers.end()) return by_path->second;
    if (const auto by_name = options_.answers.find(std::string(name)); by_name != options_.answers.end()) return by_name->second;
    return {};
  }

  void visit(pugi::xml_node node, const std::string& path, FilledForm& filled) {
    node.remove_attribute("jr:template");
    bool leaf = true;
    for (auto child = node.first_child(); child;) {
      const auto next = child.next_sibling();
      // A repeat may have a template and a first round: one is enough.
      if (child.type() == pugi::node_element && std::string_view(child.name()) == next.name()) {
        node.remove_child(child);
      } else if (child.type() == pugi::node_element) {
        leaf = false;
        visit(child, path + "/" + child.name(), filled);
      }
      child = next;
    }
    if (!leaf) return;
    std::string answer = node.text().as_string();
    const auto bind = binds_.find(path);
    const std::string_view type = bind == binds_.end() ? "" : bind->second.attribute("type").value();
    const std::string_view preload = bind == binds_.end() ? "" : bind->second.attribute("jr:preload").value();
    if (local_name(node.name()) == "instanceID") {
      answer = filled.instance_id;
    } else if (const auto wanted = wanted_answer(path, local_name(node.name()))) {
      answer = *wanted;
    } else if (preload == "timestamp") {
      answer = to_iso8601(SystemClock().now());
    } else if (preload == "property") {
      answer = "collect:test-" + std::to_string(options_.seed);
    } else if (const auto question = questions_.find(path); question != questions_.end()) {
      answer = drawn_answer(path, question->second, type, filled);
    }
    if (!answer.empty()) node.text().set(answer.c_str());
    answers_[path] = answer;
  }

  const pugi::xml_document& form_;
  const FillOptions& options_;
  std::mt19937_64 random_;
  std::map<std::string, pugi::xml_node> binds_;
  std::map<std::string, Question> questions_;
  std::map<std::string, std::string> answers_;
};

}  // namespace

Result<FilledForm> fill_form(std::string_view form_xml, const FillOptions& options) {
  pugi::xml_document form;
  const auto parsed = form.load_buffer(form_xml.data(), form_xml.size());
  if (!parsed) return Error{ErrorKind::invalid, "test.form", std::string("the form is not XML: ") + parsed.description()};
  return Filler(form, options).fill();
}

FilledForm fill_bench_form(std::uint64_t seed, std::uint64_t index, std::string_view photo) {
  std::mt19937_64 random(seed * 0x9e3779b97f4a7c15u + index);
  static constexpr std::string_view pavements[] = {"good", "worn", "broken"};
  static constexpr std::string_view traffic[] = {"calm", "busy", "heavy"};
  FilledForm filled;
  filled.instance_id = "uuid:" + uuid_v4();
  const auto now = to_iso8601(SystemClock().now());
  filled.xml = fmt::format(
      "<?xml version=\"1.0\"?><data id=\"city-walk\" version=\"1\"><start>{}</start><end>{}</end><stop><street>Ulice {}</street>"
      "<place>{:.6f} {:.6f} 210.0 8.0</place></stop><checks><pavement>{}</pavement><width_cm>{}</width_cm><kerb>{}</kerb>"
      "<benches>{}</benches><noise_db>{}</noise_db><traffic>{}</traffic></checks><photo>{}</photo><score>{}</score>"
      "<remark>Obchůzka číslo {}, lavička chybí</remark><meta><instanceID>{}</instanceID></meta></data>",
      now, now, random() % 500, 50.05 + static_cast<double>(random() % 60000) / 1e6, 14.38 + static_cast<double>(random() % 90000) / 1e6,
      pavements[random() % 3], 80 + random() % 300, random() % 2 ? "yes" : "no", random() % 9, 40 + random() % 40, traffic[random() % 3],
      photo.empty() ? "" : "place.jpg", 1 + random() % 10, index, filled.instance_id);
  if (!photo.empty()) filled.files.push_back({"place.jpg", "image/jpeg", unique_jpeg(photo, filled.instance_id)});
  return filled;
}

std::string unique_jpeg(std::string_view photo, std::string_view comment) {
  const auto length = comment.size() + 2;
  std::string out(photo.substr(0, 2));
  out += "\xff\xfe";
  out += static_cast<char>(length >> 8);
  out += static_cast<char>(length & 0xff);
  out += comment;
  out += photo.substr(std::min<std::size_t>(2, photo.size()));
  return out;
}

std::string padded_jpeg(std::size_t bytes) {
  jpeg_compress_struct picture{};
  jpeg_error_mgr errors{};
  picture.err = jpeg_std_error(&errors);
  jpeg_create_compress(&picture);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&picture, &memory, &size);
  picture.image_width = 640;
  picture.image_height = 480;
  picture.input_components = 1;
  picture.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&picture);
  jpeg_start_compress(&picture, TRUE);
  std::string row(640, '\x60');
  while (picture.next_scanline < picture.image_height) {
    auto* line = reinterpret_cast<JSAMPROW>(row.data());
    jpeg_write_scanlines(&picture, &line, 1);
  }
  jpeg_finish_compress(&picture);
  std::string photo(reinterpret_cast<char*>(memory), size);
  jpeg_destroy_compress(&picture);
  std::free(memory);
  std::mt19937 random(7);
  while (photo.size() + 16 < bytes) {
    std::string padding(std::min<std::size_t>(60000, bytes - photo.size() - 4), '\0');
    for (auto& byte : padding) byte = static_cast<char>(random() & 0x7f);
    photo = unique_jpeg(photo, padding);
  }
  return photo;
}

}  // namespace cityaudit::tests
