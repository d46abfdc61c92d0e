#include "platform/base/uri_template.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace sheetgate::platform {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

// RFC 3986, 2.3.
bool IsUnreserved(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_' ||
         c == '~';
}

// What may stand for itself in a value: the characters of pchar (RFC 3986, 3.3) that no reader
// takes for anything else. A plus sign is a space to some.
bool IsPlain(char c) {
  constexpr std::string_view kAllowed = "!$'()*,;:@";
  return IsUnreserved(c) || kAllowed.find(c) != std::string_view::npos;
}

void Escape(std::string_view value, std::string* out) {
  for (const char c : value) {
    if (IsUnreserved(c)) {
      *out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      *out += {'%', kHex[byte / 16], kHex[byte % 16]};
    }
  }
}

absl::Status Malformed(std::string_view variable, std::string_view what) {
  return InvalidArgument(ErrorReason::kInvalidArgument,
                         StrCat("malformed URI: ", variable, " ", what),
                         {{"field", std::string(variable)}});
}

std::optional<int> HexDigit(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (!absl::ascii_isxdigit(byte)) return std::nullopt;
  return absl::ascii_isdigit(byte) ? c - '0' : absl::ascii_tolower(byte) - 'a' + 10;
}

absl::StatusOr<std::string> Unescape(std::string_view variable, std::string_view text) {
  std::string value;
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsPlain(text[i])) {
      value += text[i];
      continue;
    }
    if (text[i] != '%') {
      return Malformed(variable,
                       "has a character that must be written as %XX (a space is %20, a plus sign "
                       "%2B, letters beyond ASCII the bytes of their UTF-8 form)");
    }
    const auto high = i + 2 < text.size() ? HexDigit(text[i + 1]) : std::nullopt;
    const auto low = high ? HexDigit(text[i + 2]) : std::nullopt;
    if (!low) return Malformed(variable, "has a % that two hexadecimal digits do not follow");
    value += static_cast<char>(*high * 16 + *low);
    if (value.back() == '\0') return Malformed(variable, "holds %00");
    i += 2;
  }
  return value;
}

bool IsName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_';
  });
}

bool Contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

absl::StatusOr<UriTemplate> UriTemplate::Parse(std::string_view text) {
  const auto invalid = [text](std::string_view what) {
    return InvalidArgument(ErrorReason::kInvalidArgument,
                           StrCat("URI template '", text, "': ", what));
  };
  UriTemplate result;
  result.text_ = text;
  result.literals_.emplace_back();
  while (!text.empty()) {
    if (text.front() == '}') return invalid("a } closes nothing");
    if (text.front() != '{') {
      result.literals_.back() += text.front();
      text.remove_prefix(1);
      continue;
    }
    const size_t end = text.find('}');
    if (end == std::string_view::npos) return invalid("a { is not closed");
    std::string_view expression = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    const bool query = !expression.empty() && expression.front() == '?';
    if (query) {
      if (!text.empty()) return invalid("{?...} must stand at the end");
      expression.remove_prefix(1);
    }
    std::vector<std::string>& names = query ? result.query_variables_ : result.path_variables_;
    for (bool more = true; more;) {
      const size_t comma = query ? expression.find(',') : std::string_view::npos;
      const std::string_view name = expression.substr(0, comma);
      if (!IsName(name)) return invalid("a variable is named by letters, digits and _");
      if (Contains(result.path_variables_, name) || Contains(result.query_variables_, name)) {
        return invalid("a variable stands twice");
      }
      // Where one value ended would be a guess.
      if (!query && result.literals_.size() > 1 && result.literals_.back().empty()) {
        return invalid("two variables touch");
      }
      names.emplace_back(name);
      more = comma != std::string_view::npos;
      if (more) expression.remove_prefix(comma + 1);
    }
    if (!query) result.literals_.emplace_back();
  }
  return result;
}

std::string UriTemplate::Expand(const Values& values) const {
  std::string uri = literals_.front();
  for (size_t i = 0; i < path_variables_.size(); ++i) {
    if (const auto value = values.find(path_variables_[i]); value != values.end()) {
      Escape(value->second, &uri);
    }
    uri += literals_[i + 1];
  }
  char separator = '?';
  for (const std::string& name : query_variables_) {
    const auto value = values.find(name);
    if (value == values.end() || value->second.empty()) continue;
    uri += separator;
    separator = '&';
    StrAppend(&uri, name, "=");
    Escape(value->second, &uri);
  }
  return uri;
}

absl::StatusOr<std::optional<UriTemplate::Values>> UriTemplate::Match(std::string_view uri) const {
  if (uri.size() > kMaxBytes) return std::nullopt;
  const size_t mark = uri.find('?');
  const auto found = MatchPath(uri.substr(0, mark));
  if (!found) return std::nullopt;
  Values values;
  for (size_t i = 0; i < found->size(); ++i) {
    ASSIGN_OR_RETURN(std::string value, Unescape(path_variables_[i], (*found)[i]));
    values[path_variables_[i]] = std::move(value);
  }
  if (mark != std::string_view::npos) RETURN_IF_ERROR(MatchQuery(uri.substr(mark + 1), &values));
  return values;
}

std::optional<std::vector<std::string_view>> UriTemplate::MatchPath(std::string_view path) const {
  if (!path.starts_with(literals_.front())) return std::nullopt;
  path.remove_prefix(literals_.front().size());
  std::vector<std::string_view> values;
  for (size_t i = 0; i < path_variables_.size(); ++i) {
    const std::string& behind = literals_[i + 1];
    const size_t end = behind.empty() ? path.size() : path.find(behind);
    if (end == std::string_view::npos || end == 0) return std::nullopt;
    values.push_back(path.substr(0, end));
    // A value never reaches over a slash.
    if (values.back().find('/') != std::string_view::npos) return std::nullopt;
    path.remove_prefix(end + behind.size());
  }
  return path.empty() ? std::optional(std::move(values)) : std::nullopt;
}

absl::Status UriTemplate::MatchQuery(std::string_view query, Values* values) const {
  for (bool more = true; more;) {
    const size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    more = end != std::string_view::npos;
    if (more) query.remove_prefix(end + 1);
    const size_t equals = pair.find('=');
    const std::string_view name = pair.substr(0, equals);
    if (equals == std::string_view::npos || !Contains(query_variables_, name)) {
      return Malformed("the query",
                       query_variables_.empty()
                           ? "must not be there"
                           : StrCat("must be of the form name=value&name=value with the names ",
                                    absl::StrJoin(query_variables_, ", ")));
    }
    ASSIGN_OR_RETURN(std::string value, Unescape(name, pair.substr(equals + 1)));
    if (!values->emplace(name, std::move(value)).second) return Malformed(name, "is given twice");
  }
  return absl::OkStatus();
}

}  // namespace sheetgate::platform
