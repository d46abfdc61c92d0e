// Fields are views of the text but for those with doubled quotes, CRs or text behind the quotes.
#include "spreadsheet/xlsx/delimited_reader.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kNone = std::string_view::npos;

// Appends `piece` with CR LF and CR as LF. A CR LF is never cut in two: pieces end at quotes.
void AppendWithLineFeeds(std::string_view piece, std::string* out) {
  while (true) {
    const size_t carriage_return = piece.find('\r');
    out->append(piece.substr(0, carriage_return));
    if (carriage_return == kNone) return;
    out->push_back('\n');
    piece.remove_prefix(carriage_return + 1);
    if (piece.starts_with('\n')) piece.remove_prefix(1);
  }
}

}  // namespace

DelimitedReader::DelimitedReader(std::string_view text, char delimiter)
    : text_(text), delimiter_(delimiter), at_end_(text.empty()) {
  for (const char c : {delimiter, '\r', '\n'}) stops_[static_cast<unsigned char>(c)] = true;
}

size_t DelimitedReader::FindStop(size_t from) const {
  const char* const begin = text_.data();
  const char* const end = begin + text_.size();
  const char* at = begin + from;
  while (at != end && !stops_[static_cast<unsigned char>(*at)]) ++at;
  return static_cast<size_t>(at - begin);
}

bool DelimitedReader::Next(DelimitedField* field) {
  if (at_end_) return false;
  if (position_ < text_.size() && text_[position_] == '"') return ReadQuoted(field);
  const size_t stop = FindStop(position_);
  field->text = text_.substr(position_, stop - position_);
  field->quoted = false;
  EndField(stop, field);
  return true;
}

bool DelimitedReader::ReadQuoted(DelimitedField* field) {
  const size_t begin = position_ + 1;
  size_t piece = begin;
  bool copied = false;
  size_t quote = text_.find('"', begin);
  unquoted_.clear();
  for (; quote != kNone && text_.substr(quote + 1, 1) == "\""; quote = text_.find('"', piece)) {
    AppendWithLineFeeds(text_.substr(piece, quote + 1 - piece), &unquoted_);
    copied = true;
    piece = quote + 2;
  }
  if (quote == kNone) {
    unclosed_quote_ = position_;
    at_end_ = true;
    return false;
  }
  const std::string_view last = text_.substr(piece, quote - piece);
  const size_t stop = FindStop(quote + 1);
  const std::string_view behind = text_.substr(quote + 1, stop - quote - 1);
  if (copied || !behind.empty() || last.find('\r') != kNone) {
    AppendWithLineFeeds(last, &unquoted_);
    unquoted_.append(behind);
    field->text = unquoted_;
  } else {
    field->text = last;
  }
  field->quoted = true;
  EndField(stop, field);
  return true;
}

void DelimitedReader::EndField(size_t stop, DelimitedField* field) {
  position_ = stop;
  field->ends_record = true;
  if (stop == text_.size()) {
    at_end_ = true;
    return;
  }
  ++position_;
  if (text_[stop] == delimiter_) {
    field->ends_record = false;  // a field follows, if only an empty one
    return;
  }
  if (text_[stop] == '\r' && text_.substr(position_, 1) == "\n") ++position_;
  at_end_ = position_ == text_.size();
}

size_t LineOf(std::string_view text, size_t offset) {
  size_t line = 1;
  for (size_t at = 0; at < offset && at < text.size(); ++at) {
    const bool crlf = text[at] == '\r' && text.substr(at + 1, 1) == "\n";
    if ((text[at] == '\r' || text[at] == '\n') && !crlf) ++line;
  }
  return line;
}

}  // namespace sheetgate::spreadsheet
