using Opsroom.Tools.Testing.Generating;
using Opsroom.Tools.Testing.Generating.JavaScript;
using Opsroom.Tools.Testing.Running;
using Opsroom.Tools.Testing.Tests.Sandboxing;

namespace Opsroom.Tools.Testing.Tests.Generating;

public sealed class GenerateScriptTestsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Buffers_rejections_and_generators_of_a_module_are_recorded_and_pass()
    {
        const string Source = """
            export class Refused extends Error {
              constructor(code) {
                super(`refused: ${code}`);
                this.name = 'Refused';
                this.code = code;
                this.retry = code >= 500;
              }
            }

            /** Every byte one up. */
            export function raised(bytes) {
              return Buffer.from(bytes.subarray(0, 4).map((byte) => (byte + 1) % 256));
            }

            export async function load(fetchFn, url) {
              const response = await fetchFn(url);
              if (!response.ok) throw new Refused(response.status);
              return response.json();
            }

            export function* countdown(from) {
              for (let left = from; left > 0; left--) yield left;
            }

            export const total = (prices) => prices.reduce((sum, price) => sum + price, 0n);
            """;
        var (answer, text) = await GeneratedAsync("shop.mjs", Source);

        Assert.All(
            ["Buffer.from('", "await assert.rejects(async () => load(", "constructor: Refused, name: 'Refused', message: 'refused: ", "[...countdown(", "const seen = [];", "0n"],
            expected => Assert.Contains(expected, text, StringComparison.Ordinal));
        var run = await RunAsync("shop.mjs", Source, "shop.test.mjs", text);
        Assert.Equal((answer.Total, 0), (run.Passed, run.Failed));
    }

    [Fact]
    public async Task State_clocks_and_listeners_of_a_class_are_recorded_at_their_bounds_and_pass()
    {
        const string Source = """
            'use strict';

            class Limiter {
              #taken = [];

              constructor(limit, { now = Date.now, onRefused = () => {} } = {}) {
                if (limit < 1) throw new RangeError('limit must be positive');
                this.limit = limit;
                this.now = now;
                this.onRefused = onRefused;
              }

              take(key) {
                const since = this.now() - 1000;
                this.#taken = this.#taken.filter((each) => each.at > since);
                if (this.#taken.filter((each) => each.key === key).length >= this.limit) {
                  this.onRefused(key);
                  return false;
                }
                this.#taken.push({ key, at: this.now() });
                return true;
              }
            }

            function counter(start) {
              let value = start;
              return { up: () => ++value, down: () => --value };
            }

            module.exports = { Limiter, counter };
            """;
        var (answer, text) = await GeneratedAsync("limiter.js", Source);

        Assert.All(
            ["tick.push(", "() => tick.at(-1)", "message: 'limit must be positive'", "new Limiter(0", "const subject = counter(", "subject.take("],
            expected => Assert.Contains(expected, text, StringComparison.Ordinal));
        var run = await RunAsync("limiter.js", Source, "limiter.test.js", text);
        Assert.Equal((answer.Total, 0), (run.Passed, run.Failed));
    }

    [Fact]
    public async Task Unions_enums_and_hidden_constructors_of_typescript_are_read()
    {
        const string Source = """
            import type { Logger } from './logger';

            export enum Unit { Metre = 'm', Foot = 'ft' }

            export type Shape =
              | { kind: 'circle'; radius: number }
              | { kind: 'square'; side: number; unit?: Unit };

            export const area = (shape: Shape, log?: Logger): number => {
              log?.info<string>('area');
              switch (shape.kind) {
                case 'circle':
                  return Math.round(Math.PI * shape.radius ** 2);
                case 'square':
                  return shape.side * (shape.unit === Unit.Foot ? 2 : 1);
              }
            };

            export abstract class Named { protected constructor(protected readonly label: string) {} }

            export class Size extends Named {
              private constructor(readonly value: number, label = 'size') { super(label); }

              static parse(text: string): Size {
                const match = /^(\d+)(m|ft)$/.exec(text);
                if (!match) throw new SyntaxError(`no size: ${text}`);
                return new Size(Number(match[1]!) as number);
              }

              plus<T extends Size>(other: T): Size { return new Size(this.value + other.value); }
            }
            """;
        var (answer, text) = await GeneratedAsync("shapes.ts", Source);

        Assert.DoesNotContain(answer.Warnings, warning => warning.Contains("not tried", StringComparison.Ordinal));
        Assert.All(["kind: 'circle', radius: ", "kind: 'square', side: ", "unit: Unit.Foot", "const subject = Size.parse('", "subject.plus(Size.parse('", "message: 'no size: "], expected => Assert.Contains(expected, text, StringComparison.Ordinal));
        Assert.DoesNotContain("new Size(", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_of_a_script_that_do_not_pass_are_told()
    {
        const string Source = "export const half = (n: number): number => n / 2;";
        Bubblewrap.RequireProgram("/usr/bin/node");
        WrittenCase[] cases =
        [
            new("right", "", "characterisation", ["assert.deepStrictEqual(half(4), 2);"]),
            new("wrong", "", "characterisation", ["assert.deepStrictEqual(half(4), 3);"]),
            new("rejected", "", "characterisation", ["await assert.rejects(async () => half(4));"], IsAsync: true),
        ];
        var failing = await new ScriptTrial(Bubblewrap.Open()).FailingAsync(new SourceText(Source, "half.ts", SourceLanguage.TypeScript), cases, new Exploration([], 0, 0) { Module = true, Names = ["half"] }, Cancelled);

        Assert.Equal(["rejected", "wrong"], failing!.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("node", "await assert.rejects(async () => load(1), { constructor: Refused, name: 'Refused', message: 'no', code: 4 });")]
    [InlineData("vitest", "await expect((async () => load(1))()).rejects.toEqual(expect.objectContaining({ constructor: Refused, name: 'Refused', message: 'no', code: 4 }));")]
    public void Rejections_are_awaited_with_what_they_say(string framework, string expected)
    {
        var step = new ExploredStep("load(1)", null, null, "Refused") { Async = true, Own = true, Message = "'no'", Parts = System.Collections.Immutable.ImmutableDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("%s.name", "'Refused'"), KeyValuePair.Create("%s.code", "4")]) };

        Assert.Equal([expected], RecordedScript.Lines(new("load", [step]), framework == "node"));
    }

    private static async Task<(GeneratedTests Answer, string Text)> GeneratedAsync(string name, string source)
    {
        Bubblewrap.RequireProgram("/usr/bin/node");
        var workspace = new MemoryWorkspace((name, source));
        var answer = await new GenerateTestsTools(Bubblewrap.Open()).GenerateAsync(new TextInput(source, name), null, MemoryWorkspace.Context(workspace), Cancelled, "node", characterise: true);
        Assert.True(answer.Value is not null, answer.Failure?.Message);
        return (answer.Value, workspace.Text($"{Path.GetFileNameWithoutExtension(name)}.test{(name.EndsWith(".js", StringComparison.Ordinal) ? ".js" : ".mjs")}"));
    }

    private static async Task<TestRun> RunAsync(string name, string source, string testName, string tests)
    {
        var workspace = new MemoryWorkspace(($"app/{name}", source), ($"app/{testName}", tests));
        var run = await new RunTestsTools(Bubblewrap.Open()).RunAsync("app", MemoryWorkspace.Context(workspace), Cancelled, "node --test");
        Assert.True(run.Value is not null, run.Failure?.Message);
        return run.Value;
    }
}
