// Decimal: a number by its decimal digits, as Excel shows and rounds it: 15 of them (ECMA-376 part
// 1, 18.8.31 shows no more), half away from zero. 1.005 rounds to 1.01, whatever its binary form.
#ifndef SHEETGATE_SPREADSHEET_MODEL_DECIMAL_H_
#define SHEETGATE_SPREADSHEET_MODEL_DECIMAL_H_

#include <string>

namespace sheetgate::spreadsheet {

class Decimal {
 public:
  // `value` is finite and not negative.
  explicit Decimal(double value);

  bool zero() const { return digits_.empty(); }
  // The exponent when written with one digit before the point; of zero 0.
  int exponent() const { return zero() ? 0 : point_ - 1; }
  // Digits that are not trailing zeros.
  int significant_digits() const { return static_cast<int>(digits_.size()); }

  // Multiplies by 10^places.
  void Shift(int places) { point_ += places; }
  // To so many digits behind the point.
  void Round(int decimals);

  // The digits before the point, without leading zeros: empty below 1.
  std::string Integer() const;
  // The first `count` digits behind it.
  std::string Fraction(int count) const;

 private:
  void Trim();

  // The value is 0.digits_ times 10^point_; no zeros at either end, so none for zero.
  std::string digits_;
  int point_ = 0;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_DECIMAL_H_
