using System;
using System.Collections.Generic;

namespace Desk.Tickets;

/// <summary>Where a ticket stands.</summary>
public enum TicketState
{
    New,
    Assigned,
    Waiting,
    Resolved,
    Closed,
}

/// <summary>How soon an answer is due.</summary>
public enum Priority
{
    Low,
    Normal,
    Urgent,
}

/// <summary>A step that the ticket's state does not allow.</summary>
public sealed class InvalidTransitionException(TicketState from, string step)
    : InvalidOperationException($"A ticket that is {from} cannot {step}.")
{
    /// <summary>The state that the ticket was in.</summary>
    public TicketState From { get; } = from;
}

/// <summary>
/// The life of a support ticket: new → assigned ⇄ waiting → resolved → closed. A resolved ticket can be reopened twice;
/// after that it has to be filed anew.
/// </summary>
public sealed class SupportTicket
{
    private const int MaximumReopenings = 2;

    private readonly List<string> history = [];

    /// <param name="subject">What it is about: 3 to 80 characters after trimming.</param>
    /// <param name="priority">How soon an answer is due.</param>
    /// <exception cref="ArgumentException">The subject is too short or too long.</exception>
    public SupportTicket(string subject, Priority priority = Priority.Normal)
    {
        var trimmed = (subject ?? "").Trim();
        if (trimmed.Length is < 3 or > 80)
        {
            throw new ArgumentException("A subject has 3 to 80 characters.", nameof(subject));
        }

        Subject = trimmed;
        Priority = priority;
    }

    public string Subject { get; }

    public Priority Priority { get; private set; }

    public TicketState State { get; private set; } = TicketState.New;

    public string? Assignee { get; private set; }

    public int Reopened { get; private set; }

    /// <summary>The steps taken, oldest first.</summary>
    public IReadOnlyList<string> History => history;

    /// <summary>Hours until an answer is due, by priority; nothing is due on tickets that wait or are done.</summary>
    public int? HoursToAnswer => State is TicketState.New or TicketState.Assigned
        ? Priority switch { Priority.Urgent => 4, Priority.Normal => 24, _ => 72 }
        : null;

    /// <summary>Gives the ticket to somebody. An assigned ticket may be handed on, but not to the same person.</summary>
    public void Assign(string person)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(person);
        if (State is not (TicketState.New or TicketState.Assigned) || Assignee == person)
        {
            throw new InvalidTransitionException(State, "be assigned");
        }

        Assignee = person;
        Move(TicketState.Assigned, $"assigned to {person}");
    }

    /// <summary>Waits for the customer.</summary>
    public void Wait()
    {
        Require(TicketState.Assigned, "wait");
        Move(TicketState.Waiting, "waiting");
    }

    /// <summary>The customer has answered. Returns whether the ticket was waiting for that.</summary>
    public bool Answer()
    {
        if (State != TicketState.Waiting)
        {
            return false;
        }

        Move(TicketState.Assigned, "answered");
        return true;
    }

    public void Resolve()
    {
        Require(TicketState.Assigned, "be resolved");
        Move(TicketState.Resolved, "resolved");
    }

    /// <summary>Reopens a resolved ticket. The second time makes it urgent.</summary>
    public void Reopen()
    {
        Require(TicketState.Resolved, "be reopened");
        if (Reopened >= MaximumReopenings)
        {
            throw new InvalidTransitionException(State, "be reopened again");
        }

        Reopened++;
        if (Reopened == MaximumReopenings)
        {
            Priority = Priority.Urgent;
        }

        Move(TicketState.Assigned, $"reopened ({Reopened})");
    }

    public void Close()
    {
        Require(TicketState.Resolved, "be closed");
        Move(TicketState.Closed, "closed");
    }

    private void Require(TicketState needed, string step)
    {
        if (State != needed)
        {
            throw new InvalidTransitionException(State, step);
        }
    }

    private void Move(TicketState to, string entry)
    {
        State = to;
        history.Add(entry);
    }
}
