package com.acme.loans;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The payments of a loan that is paid back in equal parts, interest by the month on what is left. */
public final class LoanSchedule {
    /** One payment. */
    public record Payment(int number, LocalDate due, BigDecimal principal, BigDecimal interest, BigDecimal left) {
        public BigDecimal amount() {
            return principal.add(interest);
        }
    }

    private static final BigDecimal MONTHS_PERCENT = new BigDecimal("1200");

    private final BigDecimal amount;
    private final BigDecimal yearlyPercent;
    private final int months;
    private final LocalDate start;

    /**
     * @param amount what is lent, positive
     * @param yearlyPercent the interest of a year, 0 to 30
     * @param months how many payments, 1 to 360
     * @param start the day of the loan; the first payment is due a month later
     * @throws IllegalArgumentException if one of them is outside of that
     */
    public LoanSchedule(BigDecimal amount, BigDecimal yearlyPercent, int months, LocalDate start) {
        if (amount.signum() <= 0) {
            throw new IllegalArgumentException("amount must be positive");
        }
        if (yearlyPercent.signum() < 0 || yearlyPercent.compareTo(BigDecimal.valueOf(30)) > 0) {
            throw new IllegalArgumentException("yearlyPercent must be between 0 and 30");
        }
        if (months < 1 || months > 360) {
            throw new IllegalArgumentException("months must be between 1 and 360");
        }
        this.amount = cents(amount);
        this.yearlyPercent = yearlyPercent;
        this.months = months;
        this.start = start;
    }

    /** All payments; the last one takes what rounding has left. */
    public List<Payment> payments() {
        List<Payment> payments = new ArrayList<>();
        BigDecimal part = amount.divide(BigDecimal.valueOf(months), 2, RoundingMode.DOWN);
        BigDecimal left = amount;
        for (int number = 1; number <= months; number++) {
            BigDecimal interest = interestOf(left);
            BigDecimal principal = number == months ? left : part;
            left = left.subtract(principal);
            payments.add(new Payment(number, dueOf(number), principal, interest, left));
        }
        return payments;
    }

    /** What all payments cost beyond the loan itself. */
    public BigDecimal totalInterest() {
        return payments().stream().map(Payment::interest).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** The day a payment is due, moved to Monday from a weekend. */
    public LocalDate dueOf(int number) {
        if (number < 1 || number > months) {
            throw new IndexOutOfBoundsException("no payment " + number);
        }
        LocalDate day = start.plusMonths(number);
        if (day.getDayOfWeek() == DayOfWeek.SATURDAY) {
            return day.plusDays(2);
        }
        if (day.getDayOfWeek() == DayOfWeek.SUNDAY) {
            return day.plusDays(1);
        }
        return day;
    }

    /** What is left to pay back after a day; payments of the day itself count as made. */
    public BigDecimal leftOn(LocalDate day) {
        BigDecimal left = amount;
        for (Payment payment : payments()) {
            if (payment.due().isAfter(day)) {
                break;
            }
            left = payment.left();
        }
        return left;
    }

    private BigDecimal interestOf(BigDecimal left) {
        return left.multiply(yearlyPercent).divide(MONTHS_PERCENT, 2, RoundingMode.HALF_UP);
    }

    private static BigDecimal cents(BigDecimal value) {
        return value.setScale(2, RoundingMode.HALF_UP);
    }
}
