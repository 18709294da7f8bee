#include "server/sample/photovoice_answers.h"

#include "server/sample/paper.h"

#include <fmt/format.h>

namespace cityaudit::server::sample {
namespace {

constexpr std::int64_t states_position = 55;  // percent of the photos with a place label
constexpr std::int64_t metres_of_district = 150;
constexpr std::int64_t days_of_photographing = 18;  // before the delivery

class SendingAnswers {
 public:
  SendingAnswers(const SampleData& data, const SampleParticipant& participant, const Sending& sending, std::uint64_t seed)
      : data_(data), participant_(participant), sending_(sending), seed_(seed) {}

  AnsweredForm answer() {
    person();
    for (std::size_t i = 0; i < sending_.photos.size(); ++i) photo(sending_.photos[i], i);
    return std::move(out_);
  }

 private:
  bool publishes() const { return participant_.publish != "none"; }

  void person() {
    auto& answers = out_.form.answers;
    answers["code"] = participant_.code;
    answers["age"] = participant_.age;
    if (participant_.age != "18p")
      answers["guardian_doc"] = document(fmt::format("guardian-{}.pdf", participant_.code), "Consent of the guardian",
                                         "The guardian agrees that the participant takes part.");
    answers["c_take_part"] = "OK";
    answers["c_analyse"] = "yes";
    answers["c_publish"] = participant_.publish;
    if (publishes()) answers["credit"] = participant_.credit;
    if (!participant_.credit_text.empty()) answers["credit_text"] = participant_.credit_text;
    answers["origin"] = participant_.origin;
  }

  std::string document(std::string name, std::string heading, std::string sentence) {
    out_.files.push_back(
        {name,
         "application/pdf",
         {},
         paper_pdf({std::move(heading), "DEMONSTRATION - invented, nobody signed this", participant_.code, std::move(sentence)})});
    return name;
  }

  void photo(const SamplePhoto& from, std::size_t index) {
    Random draw(seed_, fmt::format("{} {} {}", participant_.code, sending_.sent_at.value, index));
    const UtcMillis taken =
        sending_.sent_at + -draw.between(1, days_of_photographing) * millis_per_day + -draw.between(0, 8 * 3600) * millis_per_second;
    FilledForm repetition;
    auto& answers = repetition.answers;
    out_.files.push_back(planned_photo(taken, from.motif, from.polarity, draw));
    answers["photo"] = out_.files.back().name;
    answers["polarity"] = from.polarity;
    answers["caption"] = from.caption;
    answers["caption_lang"] = participant_.language;
    answers["topic"] = from.topic;
    answers["taken_on"] = to_local_time(taken).substr(0, 10);
    answers["place_label"] = from.place;
    answers["place"] = position(from, draw);
    for (const std::string letter : {"s", "h", "o", "w", "e", "d"}) {
      const auto said = from.showed.find(letter);
      answers["sh_" + letter] = said == from.showed.end() ? std::string() : said->second;
    }
    privacy(from, index, answers);
    out_.form.repeats["photos"].push_back(std::move(repetition));
  }

  std::string position(const SamplePhoto& from, Random& draw) const {
    const auto place = data_.places.find(from.place);
    if (place == data_.places.end() || !draw.percent(states_position)) return {};
    return to_geopoint(place->second.first, place->second.second, metres_of_district, draw);
  }

  void privacy(const SamplePhoto& from, std::size_t index, std::map<std::string, std::string, std::less<>>& answers) {
    answers["people"] = from.people;
    answers["plates"] = from.plates ? "yes" : "no";
    if (from.people != "identifiable" && from.people != "minors") return;
    std::string release;
    if (from.release)
      release = document(fmt::format("release-{}-{}.pdf", participant_.code, index + 1), "Release of a person in a photo",
                         "The person in the photo agrees that it is shown.");
    if (publishes()) answers["release"] = release;
    if (release.empty()) answers["blur"] = from.blur ? "yes" : "no";
  }

  const SampleData& data_;
  const SampleParticipant& participant_;
  const Sending& sending_;
  const std::uint64_t seed_;
  AnsweredForm out_;
};

}  // namespace

AnsweredForm answer_photovoice(const SampleData& data, const SampleParticipant& participant, const Sending& sending, std::uint64_t seed) {
  return SendingAnswers(data, participant, sending, seed).answer();
}

}  // namespace cityaudit::server::sample
