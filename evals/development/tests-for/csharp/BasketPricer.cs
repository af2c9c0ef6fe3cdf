using System;
using System.Collections.Generic;
using System.Linq;

namespace Shop.Pricing;

/// <summary>One line of a basket.</summary>
public sealed record BasketLine(string Sku, int Quantity, decimal UnitPrice, bool Reduced = false);

/// <summary>What a basket costs.</summary>
public sealed record Quote(decimal Net, decimal Discount, decimal Shipping, decimal Tax, decimal Total);

/// <summary>Prices a basket: quantity discounts, a voucher, shipping and two rates of tax.</summary>
public sealed class BasketPricer(decimal taxRate = 0.20m, decimal reducedRate = 0.10m, decimal freeShippingFrom = 50m)
{
    private const decimal ShippingFee = 4.90m;

    /// <summary>The part of a line's price that is taken off for its quantity: 5 % from 10 pieces, 10 % from 50, 15 % from 100.</summary>
    public static decimal QuantityDiscount(int quantity)
    {
        if (quantity < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(quantity));
        }

        return quantity switch
        {
            >= 100 => 0.15m,
            >= 50 => 0.10m,
            >= 10 => 0.05m,
            _ => 0m,
        };
    }

    /// <summary>Prices the lines. A voucher is <c>P10</c> for ten percent or <c>E5</c> for five euros off; it never makes the price negative.</summary>
    public Quote Price(IReadOnlyList<BasketLine> lines, string? voucher = null)
    {
        ArgumentNullException.ThrowIfNull(lines);
        if (lines.Count == 0)
        {
            return new Quote(0m, 0m, 0m, 0m, 0m);
        }

        var net = 0m;
        var discount = 0m;
        var weighted = 0m;
        foreach (var line in lines)
        {
            if (line.Quantity <= 0 || line.UnitPrice < 0)
            {
                throw new ArgumentException($"line {line.Sku} has no valid quantity or price", nameof(lines));
            }

            var gross = line.Quantity * line.UnitPrice;
            var off = gross * QuantityDiscount(line.Quantity);
            net += gross;
            discount += off;
            weighted += (gross - off) * (line.Reduced ? reducedRate : taxRate);
        }

        var before = net - discount;
        var voucherOff = VoucherValue(voucher, before);
        var after = before - voucherOff;
        var tax = before == 0m ? 0m : weighted * after / before;
        var shipping = after >= freeShippingFrom ? 0m : ShippingFee;
        return new Quote(Round(net), Round(discount + voucherOff), shipping, Round(tax), Round(after + shipping + tax));
    }

    private static decimal VoucherValue(string? voucher, decimal amount)
    {
        if (string.IsNullOrWhiteSpace(voucher))
        {
            return 0m;
        }

        var kind = char.ToUpperInvariant(voucher[0]);
        if (!decimal.TryParse(voucher.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture, out var value) || value <= 0)
        {
            throw new FormatException("a voucher is P or E and a number");
        }

        return kind switch
        {
            'P' when value <= 100 => amount * value / 100,
            'E' => Math.Min(value, amount),
            _ => throw new FormatException("a voucher is P or E and a number"),
        };
    }

    private static decimal Round(decimal value) => Math.Round(value, 2, MidpointRounding.AwayFromZero);
}
