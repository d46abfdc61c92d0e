#include "spreadsheet/xlsx/content_reader.h"

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using Stop = ContentScanner::Stop;

class PartReader {
 public:
  PartReader(std::string_view part, std::string_view element, PartStream* stream, StrictXml* xml)
      : part_(part), tag_(Concat("<", element)), stream_(*stream), xml_(*xml) {}

  absl::StatusOr<ContentPlace> Read(absl::FunctionRef<bool()> inside,
                                    absl::FunctionRef<void()> resume, ContentScanner* scanner) {
    ASSIGN_OR_RETURN(const bool found, FeedHead());
    if (found && inside() && IsDeclaredUtf8(place_.head)) {
      RETURN_IF_ERROR(ScanContent(resume, scanner));
    }
    RETURN_IF_ERROR(FeedRest());
    return std::move(place_);
  }

 private:
  absl::Status Feed(size_t size) {
    RETURN_IF_ERROR(xml_.Feed(stream_.window().substr(0, size)));
    stream_.Consume(size);
    return absl::OkStatus();
  }

  // Feeds everything up to and with the start tag of the element, or what looks like it; false when
  // there is none.
  absl::StatusOr<bool> FeedHead() {
    size_t place = std::string_view::npos;
    while (place == std::string_view::npos) {
      const size_t searched = stream_.window().size();
      if (searched > ContentPlace::kMaxHead) return false;
      ASSIGN_OR_RETURN(const bool more, stream_.Fill());
      place = stream_.window().find(tag_, searched < tag_.size() ? 0 : searched - tag_.size());
      if (!more) break;
    }
    while (place != std::string_view::npos) {
      if (const size_t end = stream_.window().find('>', place); end != std::string_view::npos) {
        place_.head = stream_.window().substr(0, end + 1);
        RETURN_IF_ERROR(Feed(end + 1));
        return true;
      }
      ASSIGN_OR_RETURN(const bool more, stream_.Fill());
      if (!more) break;
    }
    return false;
  }

  absl::Status ScanContent(absl::FunctionRef<void()> resume, ContentScanner* scanner) {
    while (true) {
      const std::string_view window = stream_.window();
      size_t consumed = 0;
      ASSIGN_OR_RETURN(const Stop stop, scanner->Scan(window, stream_.offset(), &consumed));
      const size_t invalid = FindInvalidXmlCharacter(window.substr(0, consumed));
      if (invalid != std::string_view::npos) {
        return CorruptPart(part_, Concat("it is not valid UTF-8, or has a character XML does not "
                                         "allow, at byte ",
                                         stream_.offset() + invalid));
      }
      stream_.Consume(consumed);
      xml_.Skip(static_cast<int64_t>(consumed));
      if (stop == Stop::kEnd) {
        place_.plain = true;
        place_.content_end = stream_.offset();
        return FeedEndTag();
      }
      if (stop == Stop::kNeedMore) {
        ASSIGN_OR_RETURN(const bool more, stream_.Fill());
        if (more) continue;
      }
      const std::string_view tag = scanner->open_tag();
      if (tag.empty()) return absl::OkStatus();
      resume();
      xml_.Skip(-static_cast<int64_t>(tag.size()));
      return xml_.Feed(tag);
    }
  }

  absl::Status FeedEndTag() {
    const size_t end = stream_.window().find('>');
    RETURN_IF_ERROR(Feed(end + 1));
    place_.element_end = stream_.offset();
    return absl::OkStatus();
  }

  absl::Status FeedRest() {
    for (bool more = true; more;) {
      RETURN_IF_ERROR(Feed(stream_.window().size()));
      ASSIGN_OR_RETURN(more, stream_.Fill());
    }
    return xml_.Finish();
  }

  const std::string_view part_;
  const std::string tag_;
  PartStream& stream_;
  StrictXml& xml_;
  ContentPlace place_;
};

}  // namespace

absl::StatusOr<ContentPlace> ReadPart(std::string_view part, std::string_view element,
                                      absl::FunctionRef<bool()> inside,
                                      absl::FunctionRef<void()> resume, PartStream* stream,
                                      StrictXml* xml, ContentScanner* scanner) {
  return PartReader(part, element, stream, xml).Read(inside, resume, scanner);
}

}  // namespace sheetgate::spreadsheet
