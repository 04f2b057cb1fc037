#pragma once
// ARIMA with automatic orders. Differences by the KPSS test (Kwiatkowski and others 1992) and seasonal
// strength, as R's auto.arima (Hyndman and Khandakar 2008). All orders are first tried by the regression of
// Hannan and Rissanen (1982) on one cross-product matrix; the best few are refined by Gauss-Newton steps on
// the conditional squares.

#include <span>
#include <vector>

namespace octant::engine::forecast {

struct ArimaFit {
    int d = 0, seasonal_d = 0;
    double constant = 0;
    std::vector<int> ar_lags, ma_lags;
    std::vector<double> ar, ma;
    double squares = 0;
    double criterion = 0;
};

/// False when nothing stable could be fitted: then `out` is not filled.
bool forecast_arima(std::span<const double> values, std::size_t period, ArimaFit& fit, std::span<double> out);

/// The statistic of the KPSS test for a constant level; above .463 it is rejected at 5 %.
double kpss_statistic(std::span<const double> values);

/// Whether 1 - c1 z - c2 z^2 .. has all roots outside the unit circle (Schur-Cohn by step-down).
bool is_stable(std::span<const int> lags, std::span<const double> coefficients);

}  // namespace octant::engine::forecast
