#include "spreadsheet/model/decimal.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

namespace sheetgate::spreadsheet {

Decimal::Decimal(double value) {
  if (value == 0) return;
  std::array<char, 32> text;  // d.dddddddddddddde[+-]xxx
  std::snprintf(text.data(), text.size(), "%.14e", value);
  digits_.push_back(text[0]);
  digits_.append(text.data() + 2, 14);
  point_ = std::atoi(text.data() + 17) + 1;
  Trim();
}

void Decimal::Trim() {
  while (!digits_.empty() && digits_.back() == '0') digits_.pop_back();
  if (digits_.empty()) point_ = 0;
}

void Decimal::Round(int decimals) {
  const int kept = point_ + decimals;
  if (kept >= static_cast<int>(digits_.size())) return;
  const bool up = kept >= 0 && digits_[static_cast<size_t>(kept)] >= '5';
  digits_.resize(static_cast<size_t>(std::max(kept, 0)));
  if (up) {
    size_t i = digits_.size();
    while (i > 0 && digits_[i - 1] == '9') --i;
    digits_.resize(i);
    if (i > 0) {
      ++digits_[i - 1];
    } else {
      digits_ = "1";
      ++point_;
    }
  }
  Trim();
}

std::string Decimal::Integer() const {
  if (point_ <= 0) return {};
  std::string text = digits_.substr(0, static_cast<size_t>(point_));
  text.resize(static_cast<size_t>(point_), '0');
  return text;
}

std::string Decimal::Fraction(int count) const {
  std::string text;
  for (int i = 0; i < count; ++i) {
    const int at = point_ + i;
    const bool known = at >= 0 && at < static_cast<int>(digits_.size());
    text.push_back(known ? digits_[static_cast<size_t>(at)] : '0');
  }
  return text;
}

}  // namespace sheetgate::spreadsheet
