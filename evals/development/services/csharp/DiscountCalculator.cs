using System;
using System.Collections.Generic;
using System.Linq;

namespace Shop.Pricing;

/// <summary>How much a customer has bought before.</summary>
public enum CustomerTier
{
    Standard = 0,
    Silver = 1,
    Gold = 2,
}

/// <summary>One position of a basket.</summary>
public sealed record BasketLine(string Sku, decimal UnitPrice, int Quantity);

/// <summary>What a basket costs.</summary>
public sealed record Quote(decimal Subtotal, decimal Discount, decimal Shipping, decimal Total);

/// <summary>Prices baskets: tier discount, quantity discount, and shipping. All amounts are in euros and rounded to cents.</summary>
public sealed class DiscountCalculator
{
    /// <summary>From this amount on shipping is free.</summary>
    public const decimal FreeShippingFrom = 50m;

    private const decimal ShippingFee = 4.90m;
    private const int MaximumQuantity = 1000;

    /// <summary>The share of the price that is taken off for a tier.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tier is not known.</exception>
    public static decimal RateOf(CustomerTier tier) => tier switch
    {
        CustomerTier.Standard => 0m,
        CustomerTier.Silver => 0.05m,
        CustomerTier.Gold => 0.10m,
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "The tier is not known."),
    };

    /// <summary>What one line costs: from 10 pieces on 3 % less, from 100 on 8 % less.</summary>
    /// <exception cref="ArgumentException">The price is negative, or the quantity is not between 1 and 1000.</exception>
    public static decimal LineTotal(BasketLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.UnitPrice < 0)
        {
            throw new ArgumentException("A price is never negative.", nameof(line));
        }

        if (line.Quantity < 1 || line.Quantity > MaximumQuantity)
        {
            throw new ArgumentException($"The quantity is between 1 and {MaximumQuantity}.", nameof(line));
        }

        var rate = 0m;
        if (line.Quantity >= 100)
        {
            rate = 0.08m;
        }
        else if (line.Quantity >= 10)
        {
            rate = 0.03m;
        }

        return Round(line.UnitPrice * line.Quantity * (1 - rate));
    }

    /// <summary>Prices a whole basket. An empty basket costs nothing, and nothing is shipped.</summary>
    public Quote Price(IReadOnlyList<BasketLine> lines, CustomerTier tier)
    {
        ArgumentNullException.ThrowIfNull(lines);
        if (lines.Count == 0)
        {
            return new Quote(0m, 0m, 0m, 0m);
        }

        var subtotal = lines.Sum(LineTotal);
        var discount = Round(subtotal * RateOf(tier));
        var goods = subtotal - discount;
        var shipping = goods >= FreeShippingFrom ? 0m : ShippingFee;
        return new Quote(subtotal, discount, shipping, goods + shipping);
    }

    /// <summary>Splits an amount into parts that differ by a cent at most and add up to it; the first parts are the larger ones.</summary>
    public static IReadOnlyList<decimal> Split(decimal amount, int parts)
    {
        if (parts <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(parts), parts, "There is at least one part.");
        }

        var cents = (long)(amount * 100);
        var each = cents / parts;
        var rest = cents % parts;
        var result = new List<decimal>(parts);
        for (var index = 0; index < parts; index++)
        {
            result.Add((each + (index < rest ? 1 : 0)) / 100m);
        }

        return result;
    }

    private static decimal Round(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);
}
