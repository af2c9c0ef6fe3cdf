using System;
using System.Collections.Generic;

namespace Shop.Orders;

public enum OrderState
{
    Draft,
    Placed,
    Paid,
    Shipped,
    Delivered,
    Cancelled,
    Returned,
}

/// <summary>Thrown when an order cannot do what is asked of it in its state.</summary>
public sealed class OrderException(string message) : InvalidOperationException(message);

/// <summary>An order on its way from draft to delivered, with what was paid and sent back.</summary>
public sealed class OrderMachine
{
    private readonly List<string> history = [];
    private decimal total;

    public OrderState State { get; private set; } = OrderState.Draft;

    public decimal Paid { get; private set; }

    public decimal Refunded { get; private set; }

    public int Items { get; private set; }

    /// <summary>What happened, oldest first, as <c>Draft>Placed</c>.</summary>
    public IReadOnlyList<string> History => history;

    /// <summary>Adds items to a draft. At most 99 fit into an order.</summary>
    public void Add(int items, decimal price)
    {
        Require(OrderState.Draft);
        if (items < 1 || price < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(items));
        }

        if (Items + items > 99)
        {
            throw new OrderException("an order holds at most 99 items");
        }

        Items += items;
        total += items * price;
    }

    public void Place()
    {
        Require(OrderState.Draft);
        if (Items == 0)
        {
            throw new OrderException("an empty order cannot be placed");
        }

        Go(total == 0 ? OrderState.Paid : OrderState.Placed);
    }

    /// <summary>Takes a payment, in parts too. What is too much is given back at once.</summary>
    public decimal Pay(decimal amount)
    {
        Require(OrderState.Placed);
        if (amount <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(amount));
        }

        var due = total - Paid;
        var taken = Math.Min(amount, due);
        Paid += taken;
        if (Paid == total)
        {
            Go(OrderState.Paid);
        }

        return amount - taken;
    }

    public void Ship()
    {
        Require(OrderState.Paid);
        Go(OrderState.Shipped);
    }

    public void Deliver()
    {
        Require(OrderState.Shipped);
        Go(OrderState.Delivered);
    }

    /// <summary>Cancels an order that has not been shipped and refunds what was paid.</summary>
    public void Cancel()
    {
        if (State is not (OrderState.Draft or OrderState.Placed or OrderState.Paid))
        {
            throw new OrderException($"an order that is {State} cannot be cancelled");
        }

        Refunded = Paid;
        Go(OrderState.Cancelled);
    }

    /// <summary>Takes a delivered order back within 30 days. After 14 days a tenth is kept.</summary>
    public decimal Return(int daysSinceDelivery)
    {
        Require(OrderState.Delivered);
        if (daysSinceDelivery < 0 || daysSinceDelivery > 30)
        {
            throw new OrderException("an order is taken back within 30 days");
        }

        Refunded = daysSinceDelivery > 14 ? Paid * 0.9m : Paid;
        Go(OrderState.Returned);
        return Refunded;
    }

    private void Require(OrderState state)
    {
        if (State != state)
        {
            throw new OrderException($"the order is {State}, not {state}");
        }
    }

    private void Go(OrderState next)
    {
        history.Add($"{State}>{next}");
        State = next;
    }
}
