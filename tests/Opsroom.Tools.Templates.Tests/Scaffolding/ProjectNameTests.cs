using Opsroom.Tools.Templates.Scaffolding.Names;

namespace Opsroom.Tools.Templates.Tests.Scaffolding;

public sealed class ProjectNameTests
{
    [Theory]
    [InlineData("billing-api", "billing-api", "billing_api", "BillingApi", "billingapi")]
    [InlineData("BillingApi", "billing-api", "billing_api", "BillingApi", "billingapi")]
    [InlineData("billing_api", "billing-api", "billing_api", "BillingApi", "billingapi")]
    [InlineData(" Billing API ", "billing-api", "billing_api", "BillingApi", "billingapi")]
    [InlineData("HTTPProxy2", "http-proxy2", "http_proxy2", "HttpProxy2", "httpproxy2")]
    [InlineData("ledger", "ledger", "ledger", "Ledger", "ledger")]
    [InlineData("a--b", "a-b", "a_b", "AB", "ab")]
    [InlineData("orders.v2", "orders-v2", "orders_v2", "OrdersV2", "ordersv2")]
    public void A_name_has_a_spelling_for_each_language(string text, string kebab, string snake, string pascal, string flat)
    {
        Assert.True(ProjectName.TryRead(text, out var name, out _));
        Assert.Equal((kebab, snake, pascal, flat), (name.Kebab, name.Snake, name.Pascal, name.Flat));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("a")]
    [InlineData("2fast")]
    [InlineData("../billing")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("billing..api")]
    [InlineData("Überweisung")]
    [InlineData("billing$api")]
    [InlineData("billing\napi")]
    [InlineData("{{ 1 }}")]
    [InlineData("<% name %>")]
    [InlineData("con")]
    [InlineData("COM1")]
    [InlineData("a-name-that-is-longer-than-what-kubernetes-and-people-like")]
    public void What_is_no_name_is_refused_with_a_reason(string text)
    {
        Assert.False(ProjectName.TryRead(text, out _, out var problem));
        Assert.Matches("project_name|device", problem);
    }
}
