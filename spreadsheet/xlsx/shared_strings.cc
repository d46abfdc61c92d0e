// As with rows: plain items are scanned, all others come from expat.
#include "spreadsheet/xlsx/shared_strings.h"

#include <string>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/xlsx/content_reader.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/plain_cursor.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/strict_xml.h"

namespace sheetgate::spreadsheet {

class StringsBuilder {
 public:
  void Add(std::string_view text, bool plain) {
    SharedStrings::Entry entry;
    entry.at = strings_->text_.Add(text);
    entry.size = static_cast<uint32_t>(text.size());
    entry.plain = plain ? 1 : 0;
    strings_->entries_.push_back(entry);
  }
  std::shared_ptr<const SharedStrings> Finish() {
    strings_->text_.Trim();
    strings_->entries_.Trim();
    return std::move(strings_);
  }

 private:
  std::shared_ptr<SharedStrings> strings_ = std::make_shared<SharedStrings>();
};

namespace {

// CT_Rst: <si><t>text</t></si>, or runs <r><rPr>...</rPr><t>text</t></r>, with phonetic hints.
class ItemScanner : public ContentScanner, private PlainCursor {
 public:
  explicit ItemScanner(StringsBuilder* builder) : builder_(*builder) {}

  absl::StatusOr<Stop> Scan(std::string_view window, uint64_t offset, size_t* consumed) override {
    Enter(window, offset);
    while (true) {
      SkipSpace();
      *consumed = DistanceFrom(window_);
      if (Take("</sst>")) return Stop::kEnd;
      if (!ScanItem()) return WhyStopped();
    }
  }
  std::string_view open_tag() const override { return {}; }

 private:
  bool ScanItem() {
    if (Take("<si/>")) {
      builder_.Add({}, /*plain=*/true);
      return true;
    }
    if (!Take("<si>")) return false;
    text_.clear();
    bool plain = true;
    while (!Take("</si>")) {
      if (at_[0] == '<' && at_[1] == 't') {
        if (!ScanTextElement()) return false;
        continue;
      }
      plain = false;
      if (!(Take("<r>") ? ScanRun() : SkipElement())) return false;
    }
    builder_.Add(text_, plain);
    return true;
  }

  bool ScanRun() {
    while (!Take("</r>")) {
      const bool is_text = at_[0] == '<' && at_[1] == 't';
      if (!(is_text ? ScanTextElement() : SkipElement())) return false;
    }
    return true;
  }

  bool ScanTextElement() {
    if (!Take("<t")) return false;
    bool preserve = false;
    bool empty = false;
    if (!ScanTextTag(&preserve, &empty)) return false;
    if (empty) return true;
    std::string_view text;
    if (!ScanText(&scratch_, &text)) return false;
    text_ += PlainText(text, preserve, &scratch_);
    return Take("</t>");
  }

  StringsBuilder& builder_;
  std::string text_, scratch_;
};

// Elements it does not know are passed over with all they contain.
class ItemHandler : public XmlHandler {
 public:
  ItemHandler(std::string_view part, StringsBuilder* builder) : part_(part), builder_(*builder) {}

  bool between_items() const { return depth_ == 1 && passed_over_ == 0; }

  absl::Status Start(std::string_view name, const XmlAttributes& attributes) override {
    if (passed_over_ > 0) {
      ++passed_over_;
      return absl::OkStatus();
    }
    if (depth_ == 0 && name != "sst") return CorruptPart(part_, "its root element is not sst");
    if (depth_ == 1 && name == "si") {
      item_.clear();
      plain_ = true;
    }
    in_text_ = depth_ >= 2 && name == "t";
    plain_ = plain_ && (depth_ != 2 || in_text_);
    const bool known = depth_ == 0 || (depth_ == 1 && name == "si") ||
                       (depth_ == 2 && (name == "r" || in_text_)) || (depth_ == 3 && in_text_);
    if (!known) {
      passed_over_ = 1;
      return absl::OkStatus();
    }
    ++depth_;
    preserve_ = attributes.Get("xml:space") == "preserve";
    text_.clear();
    return absl::OkStatus();
  }

  absl::Status End(std::string_view) override {
    if (passed_over_ > 0) {
      --passed_over_;
      return absl::OkStatus();
    }
    if (in_text_) item_.append(PlainText(text_, preserve_, &scratch_));
    in_text_ = false;
    if (--depth_ == 1) builder_.Add(item_, plain_);
    return absl::OkStatus();
  }

  absl::Status Text(std::string_view text) override {
    if (in_text_ && passed_over_ == 0) text_.append(text);
    return absl::OkStatus();
  }

 private:
  const std::string_view part_;
  StringsBuilder& builder_;
  int depth_ = 0;
  int passed_over_ = 0;  // depth in an element that is passed over
  bool in_text_ = false;
  bool preserve_ = false;
  bool plain_ = true;
  std::string item_, text_, scratch_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const SharedStrings>> SharedStrings::Read(std::string_view part,
                                                                         int max_depth,
                                                                         PartStream* stream) {
  StringsBuilder builder;
  ItemHandler handler(part, &builder);
  StrictXml xml(std::string(part), max_depth, &handler);
  ItemScanner scanner(&builder);
  RETURN_IF_ERROR(
      ReadPart(
          part, "sst", [&] { return handler.between_items(); }, [] {}, stream, &xml, &scanner)
          .status());
  return builder.Finish();
}

}  // namespace sheetgate::spreadsheet
