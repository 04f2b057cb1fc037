#include "engine/forecast/hierarchy.hpp"

#include <algorithm>
#include <cmath>

#include "engine/forecast/linear.hpp"

namespace octant::engine::forecast {
namespace {

double product(std::span<const double> a, std::span<const double> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

// S' v: what each leaf gets from the nodes above it and itself.
void gather(const Hierarchy& h, std::span<const double> nodes, std::vector<double>& leaves) {
    leaves.assign(nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(h.leaves));
    for (std::size_t k = 0; k + 1 < h.start.size(); ++k)
        for (std::size_t m = h.start[k]; m < h.start[k + 1]; ++m) leaves[h.members[m]] += nodes[h.leaves + k];
}

// Multiplies by the inverse covariance. With R = s I + (1 - s) X'X / T the inverse is, by Woodbury (1950),
// (I - X' (T s / (1 - s) I + X X')^-1 X) / s.
class Weighing {
public:
    explicit Weighing(const ErrorCovariance& errors) : errors_(errors), times_(errors.times) {
        if (plain()) return;
        const std::size_t n = errors.deviation.size();
        inner_.assign(times_ * times_, 0);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t a = 0; a < times_; ++a)
                for (std::size_t b = 0; b < times_; ++b)
                    inner_[a * times_ + b] += errors.scaled[i * times_ + a] * errors.scaled[i * times_ + b];
        const double ridge = static_cast<double>(times_) * errors.shrinkage / (1 - errors.shrinkage);
        for (std::size_t a = 0; a < times_; ++a) inner_[a * times_ + a] += ridge;
    }

    void apply(std::vector<double>& v) {
        for (std::size_t i = 0; i < v.size(); ++i) v[i] /= errors_.deviation[i];
        if (!plain()) remove_common(v);
        for (std::size_t i = 0; i < v.size(); ++i) v[i] /= errors_.deviation[i];
    }

private:
    bool plain() const { return times_ == 0 || errors_.shrinkage >= 1; }

    void remove_common(std::vector<double>& v) {
        projected_.assign(times_, 0);
        for (std::size_t i = 0; i < v.size(); ++i)
            for (std::size_t a = 0; a < times_; ++a) projected_[a] += errors_.scaled[i * times_ + a] * v[i];
        copy_ = inner_;
        solve_positive(copy_, projected_);
        for (std::size_t i = 0; i < v.size(); ++i) {
            double common = 0;
            for (std::size_t a = 0; a < times_; ++a) common += errors_.scaled[i * times_ + a] * projected_[a];
            v[i] = (v[i] - common) / errors_.shrinkage;
        }
    }

    const ErrorCovariance& errors_;
    std::size_t times_;
    std::vector<double> inner_, copy_, projected_;
};

// Conjugate gradients on S' W S b = S' W y over the leaves that are free; preconditioned by the diagonal of
// WLS.
class Normal {
public:
    Normal(const Hierarchy& h, const ErrorCovariance& errors) : h_(h), weighing_(errors) {
        std::vector<double> weights;
        for (const double d : errors.deviation) weights.push_back(1 / (d * d));
        gather(h, weights, diagonal_);
    }

    void right_side(std::span<const double> forecasts, std::vector<double>& out) {
        nodes_.assign(forecasts.begin(), forecasts.end());
        weighing_.apply(nodes_);
        gather(h_, nodes_, out);
    }

    void solve(std::span<const double> right, std::span<const char> free, const ReconcileOptions& options,
               std::vector<double>& b) {
        std::vector<double> residual(b.size()), direction(b.size()), image, scaled(b.size());
        multiply(b, image);
        const auto precondition = [&] {
            for (std::size_t i = 0; i < b.size(); ++i) scaled[i] = free[i] ? residual[i] / diagonal_[i] : 0;
        };
        for (std::size_t i = 0; i < b.size(); ++i) residual[i] = free[i] ? right[i] - image[i] : 0;
        precondition();
        direction = scaled;
        double rho = product(residual, scaled);
        const double enough = rho * options.tolerance * options.tolerance;
        for (int k = 0; k < options.iterations && rho > enough && rho > 0; ++k) {
            multiply(direction, image);
            for (std::size_t i = 0; i < b.size(); ++i)
                if (!free[i]) image[i] = 0;
            const double step = rho / product(direction, image);
            for (std::size_t i = 0; i < b.size(); ++i) {
                b[i] += step * direction[i];
                residual[i] -= step * image[i];
            }
            precondition();
            const double next = product(residual, scaled);
            for (std::size_t i = 0; i < b.size(); ++i) direction[i] = scaled[i] + next / rho * direction[i];
            rho = next;
        }
    }

private:
    void multiply(std::span<const double> leaves, std::vector<double>& out) {
        sum_up(h_, leaves, nodes_);
        weighing_.apply(nodes_);
        gather(h_, nodes_, out);
    }

    const Hierarchy& h_;
    Weighing weighing_;
    std::vector<double> diagonal_, nodes_;
};

}  // namespace

Result<void> validate(const Hierarchy& h) {
    if (h.leaves == 0) return refuse("hierarchy_must_have_leaves", "leaves");
    for (const auto member : h.members)
        if (member >= h.leaves) return refuse("member_must_be_a_leaf", "members");
    return {};
}

void sum_up(const Hierarchy& h, std::span<const double> leaves, std::vector<double>& nodes) {
    nodes.assign(h.nodes(), 0);
    std::copy(leaves.begin(), leaves.end(), nodes.begin());
    for (std::size_t k = 0; k + 1 < h.start.size(); ++k)
        for (std::size_t m = h.start[k]; m < h.start[k + 1]; ++m) nodes[h.leaves + k] += leaves[h.members[m]];
}

std::vector<double> share_out(const Hierarchy& h, std::span<const std::size_t> sums,
                              std::span<const double> forecasts, std::span<const double> shares) {
    std::vector<double> out(forecasts.begin(), forecasts.begin() + static_cast<std::ptrdiff_t>(h.leaves));
    for (const std::size_t k : sums) {
        const auto below = std::span(h.members).subspan(h.start[k], h.start[k + 1] - h.start[k]);
        double total = 0;
        for (const auto leaf : below) total += shares[leaf];
        for (const auto leaf : below) {
            const double equal = 1 / static_cast<double>(below.size());
            out[leaf] = forecasts[h.leaves + k] * (total > 0 ? shares[leaf] / total : equal);
        }
    }
    return out;
}

ErrorCovariance shrunk_covariance(std::span<const double> past_errors, std::size_t nodes) {
    ErrorCovariance out{.times = past_errors.size() / nodes};
    const std::size_t times = out.times;
    const auto count = static_cast<double>(times);
    out.scaled.assign(past_errors.begin(), past_errors.end());
    std::vector<double> size(times, 0), inner(times * times, 0);
    double fourth = 0, own = 0;
    for (std::size_t i = 0; i < nodes; ++i) {
        const auto row = std::span(out.scaled).subspan(i * times, times);
        const double deviation = std::sqrt(std::max(product(row, row) / count, 1e-12));
        out.deviation.push_back(deviation);
        double square = 0;
        for (std::size_t a = 0; a < times; ++a) {
            row[a] /= deviation;
            size[a] += row[a] * row[a];
            fourth += std::pow(row[a], 4);
            square += row[a] * row[a] / count;
        }
        own += square * square;
        for (std::size_t a = 0; a < times; ++a)
            for (std::size_t b = 0; b < times; ++b) inner[a * times + b] += row[a] * row[b];
    }
    // Sums over pairs of nodes: r_ij^2, and the products whose variance is that of r_ij.
    const double correlations = product(inner, inner) / (count * count) - own;
    const double products = product(size, size) - fourth;
    const double variance = (products - count * correlations) * count / std::pow(std::max(count - 1, 1.0), 3);
    out.shrinkage = correlations > 0 ? std::clamp(variance / correlations, 0.02, 1.0) : 1;
    return out;
}

std::vector<double> reconcile(const Hierarchy& h, std::span<const double> forecasts,
                              const ErrorCovariance& errors, const ReconcileOptions& options) {
    std::vector<double> b(forecasts.begin(), forecasts.begin() + static_cast<std::ptrdiff_t>(h.leaves));
    std::vector<double> right;
    std::vector<char> free(h.leaves, 1);
    Normal normal(h, errors);
    normal.right_side(forecasts, right);
    // Leaves that come out below zero are held at zero and the rest is solved again; a few rounds settle it.
    for (int round = 0; round < 20; ++round) {
        normal.solve(right, free, options, b);
        bool negative = false;
        for (std::size_t i = 0; options.never_negative && i < b.size(); ++i)
            if (b[i] < 0) {
                b[i] = 0;
                free[i] = 0;
                negative = true;
            }
        if (!negative) break;
    }
    return b;
}

}  // namespace octant::engine::forecast
