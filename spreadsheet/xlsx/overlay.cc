// A band nobody else holds is changed in place: a batch of edits copies each band it touches once.
#include "spreadsheet/xlsx/overlay.h"

#include <algorithm>
#include <utility>

namespace sheetgate::spreadsheet {
namespace {

constexpr int32_t kRowsPerBand = 64;

int32_t BandOf(int32_t row) { return (row - 1) / kRowsPerBand; }

}  // namespace

void CellEdit::SetValue(const CellValue& value, const RichText& value_runs) {
  type = TypeOf(value);
  text.reset();
  runs.reset();
  if (const auto* n = std::get_if<double>(&value)) number = *n;
  if (const auto* b = std::get_if<bool>(&value)) boolean = *b;
  if (const auto* e = std::get_if<CellError>(&value)) error = *e;
  if (const auto* t = std::get_if<std::string>(&value))
    text = std::make_shared<const std::string>(*t);
  if (!value_runs.empty()) runs = std::make_shared<const RichText>(value_runs);
}

CellView CellEdit::View() const {
  CellView view;
  view.ref = cell;
  view.type = type;
  view.number = number;
  view.boolean = boolean;
  view.error = error;
  if (text != nullptr) view.text = *text;
  view.style = style;
  view.formula = kind;
  return view;
}

size_t CellEdit::heap_bytes() const {
  constexpr size_t kSharedString = sizeof(std::string) + 2 * sizeof(void*);
  size_t bytes = sizeof(CellEdit);
  if (text != nullptr) bytes += kSharedString + text->capacity();
  if (formula_text != nullptr) bytes += kSharedString + formula_text->capacity();
  if (runs != nullptr) {
    bytes += kSharedString + runs->capacity() * sizeof(TextRun);
    for (const TextRun& run : *runs) bytes += run.text.capacity() + run.font.capacity();
  }
  return bytes;
}

size_t Overlay::BandFrom(int32_t number) const {
  const auto found =
      std::lower_bound(bands_.begin(), bands_.end(), number,
                       [](const std::shared_ptr<Band>& a, int32_t b) { return a->number < b; });
  return static_cast<size_t>(found - bands_.begin());
}

const CellEdit* Overlay::Find(CellRef cell) const {
  const size_t band = BandFrom(BandOf(cell.row));
  if (band == bands_.size()) return nullptr;
  const std::vector<CellEdit>& edits = bands_[band]->edits;
  const auto found = std::lower_bound(edits.begin(), edits.end(), cell,
                                      [](const CellEdit& a, CellRef b) { return a.cell < b; });
  return found == edits.end() || found->cell != cell ? nullptr : &*found;
}

void Overlay::Set(CellEdit edit) {
  const int32_t number = BandOf(edit.cell.row);
  const size_t at = BandFrom(number);
  if (at == bands_.size() || bands_[at]->number != number) {
    auto band = std::make_shared<Band>();
    band->number = number;
    bands_.insert(bands_.begin() + static_cast<ptrdiff_t>(at), std::move(band));
  } else if (bands_[at].use_count() > 1) {
    bands_[at] = std::make_shared<Band>(*bands_[at]);
  }
  Band& band = *bands_[at];
  const auto found = std::lower_bound(band.edits.begin(), band.edits.end(), edit.cell,
                                      [](const CellEdit& a, CellRef b) { return a.cell < b; });
  band.bytes += edit.heap_bytes();
  if (found != band.edits.end() && found->cell == edit.cell) {
    band.bytes -= found->heap_bytes();
    *found = std::move(edit);
  } else {
    band.edits.insert(found, std::move(edit));
  }
}

size_t Overlay::memory_bytes() const {
  size_t bytes = bands_.capacity() * sizeof(bands_[0]);
  for (const auto& band : bands_) {
    bytes += sizeof(Band) + band->bytes +
             (band->edits.capacity() - band->edits.size()) * sizeof(CellEdit);
  }
  return bytes;
}

Overlay::Cursor::Cursor(const Overlay& overlay, const RangeRef& range)
    : overlay_(&overlay), range_(range), band_(overlay.BandFrom(BandOf(range.first.row))) {
  Settle();
}

const CellEdit* Overlay::Cursor::get() const {
  return band_ < overlay_->bands_.size() ? &overlay_->bands_[band_]->edits[edit_] : nullptr;
}

void Overlay::Cursor::Next() {
  ++edit_;
  Settle();
}

void Overlay::Cursor::Settle() {
  for (; band_ < overlay_->bands_.size(); ++band_, edit_ = 0) {
    const std::vector<CellEdit>& edits = overlay_->bands_[band_]->edits;
    for (; edit_ < edits.size(); ++edit_) {
      if (edits[edit_].cell.row > range_.last.row) {
        band_ = overlay_->bands_.size();
        return;
      }
      if (range_.Contains(edits[edit_].cell)) return;
    }
  }
}

}  // namespace sheetgate::spreadsheet
