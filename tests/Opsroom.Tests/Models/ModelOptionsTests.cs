using System.Text.Json;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;
using Opsroom.Models;
using Opsroom.Models.Anthropic;
using Opsroom.Telemetry;

namespace Opsroom.Tests.Models;

public sealed class ModelOptionsTests
{
    [Fact]
    public void Without_a_key_the_playbooks_answer()
    {
        using var catalog = Catalog(new ModelOptions());

        Assert.Equal(["playbook"], catalog.Names);
        Assert.False(catalog.HasModel);
        Assert.Equal("not_configured", catalog.Health);
        Assert.Contains("ANTHROPIC_API_KEY", catalog.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_chooses_its_provider_and_the_newest_sonnet_of_the_sdk()
    {
        using var catalog = Catalog(new ModelOptions { AnthropicApiKey = new Secret("k") });

        var newest = Enum.GetNames<Model>().Where(name => name.StartsWith("ClaudeSonnet", StringComparison.Ordinal))
            .Select(name => name["ClaudeSonnet".Length..].Split('_'))
            .MaxBy(parts => (int.Parse(parts[0], null), parts.Length > 1 ? int.Parse(parts[1], null) : 0))!;
        Assert.Equal(AnthropicProvider.NewestSonnet, $"claude-sonnet-{string.Join('-', newest.Take(2))}");
        Assert.Equal([$"anthropic:{AnthropicProvider.NewestSonnet}"], catalog.Names);
    }

    [Fact]
    public void The_chain_is_the_model_and_then_its_fallbacks_each_once()
    {
        using var catalog = Catalog(new ModelOptions
        {
            Model = "openai:llama3.1:8b",
            OpenAIBaseUrl = "http://localhost:11434/v1",
            AnthropicApiKey = new Secret("k"),
            Fallback = { "anthropic", "openai:llama3.1:8b", "playbook" },
        });

        Assert.Equal(["openai:llama3.1:8b", "anthropic:" + AnthropicProvider.NewestSonnet, "playbook"], catalog.Names);
    }

    [Fact]
    public void An_embedded_client_answers_unless_configuration_names_another()
    {
        var embedded = new (string, IChatClient)[] { ("mine:one", new TestKit.Models.ScriptedChatClient()) };

        using var unnamed = new ModelCatalog(new ModelOptions { AnthropicApiKey = new Secret("k") }, embedded, [], TimeProvider.System);
        using var named = new ModelCatalog(new ModelOptions { Model = "playbook", Fallback = { "mine:one" } }, embedded, [], TimeProvider.System);

        Assert.Equal(["mine:one"], unnamed.Names);
        Assert.Equal(["playbook", "mine:one"], named.Names);
    }

    [Theory]
    [InlineData("anthropic:claude", "ANTHROPIC_API_KEY is not set")]
    [InlineData("openai:gpt", "OPENAI_API_KEY is not set")]
    [InlineData("gemini:pro", "names no provider")]
    [InlineData("claude-sonnet-5-5", "anthropic:NAME")]
    public void A_model_that_cannot_answer_is_a_problem_with_its_cure(string model, string expected)
    {
        var problem = Assert.Single(new ModelOptions { Model = model }.Validate([]));

        Assert.StartsWith("OPSROOM_MODEL", problem, StringComparison.Ordinal);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_of_ones_own_needs_no_key_but_a_model()
    {
        const string Address = "http://localhost:8080/v1";

        Assert.Empty(new ModelOptions { Model = "openai:qwen", OpenAIBaseUrl = Address }.Validate([]));
        Assert.Contains("names no model", Assert.Single(new ModelOptions { Model = "openai", OpenAIBaseUrl = Address }.Validate([])), StringComparison.Ordinal);
        Assert.Contains("OPSROOM_MODEL", Assert.Single(new ModelOptions { OpenAIApiKey = new Secret("k"), OpenAIBaseUrl = Address }.Validate([])), StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_values_are_problems_that_name_their_key()
    {
        var options = new ModelOptions
        {
            AnthropicBaseUrl = "localhost",
            MaxOutputTokens = 0,
            RequestTimeout = TimeSpan.Zero,
            Retries = -1,
            MaxDelay = TimeSpan.Zero,
            Prices = { ["x"] = new ModelPrice { Input = -1 } },
        };
        options.Circuit.MinimumAttempts = 1;

        string[] keys = ["ANTHROPIC_BASE_URL", "Models:MaxOutputTokens", "Models:RequestTimeout", "Models:Retries", "Models:MaxDelay", "Models:Circuit:MinimumAttempts", "Models:Prices"];
        Assert.Equal(keys, options.Validate([]).Select(problem => problem.Split(' ')[0]));
    }

    [Fact]
    public void A_secret_shows_itself_nowhere()
    {
        var secret = new Secret("sk-very-secret");

        Assert.Equal("*** \"***\"", $"{secret} {JsonSerializer.Serialize(secret)}");
        Assert.Equal("sk-very-secret", secret.Reveal());
    }

    private static ModelCatalog Catalog(ModelOptions options) => new(options, [], [], TimeProvider.System);
}
