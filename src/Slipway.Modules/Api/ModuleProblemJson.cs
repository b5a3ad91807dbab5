// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Slipway.Modules;

/// <summary>
/// Refusals on the wire: RFC 9457's problem documents with <c>code</c>, <c>field</c>, <c>hint</c> and <c>log</c> beside <c>detail</c>, which is A64's:
/// a text, or for a request whose form is wrong FastAPI's list of <c>type</c>, <c>loc</c> and <c>msg</c>.
/// </summary>
public static class ModuleProblemJson
{
    private const string MediaType = "application/problem+json";

    /// <summary>Answers with a refusal.</summary>
    public static async Task WriteAsync(HttpResponse response, ModuleException problem, CancellationToken cancellationToken)
    {
        response.StatusCode = (int)problem.Status;
        response.ContentType = MediaType;
        var document = Write(problem);
        response.ContentLength = document.Length;
        await response.Body.WriteAsync(document, cancellationToken);
    }

    /// <summary>The document of a refusal.</summary>
    internal static byte[] Write(ModuleException problem)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, problem);
        return buffer.ToArray();
    }

    /// <summary>Reads a refusal; what isn't one becomes one that says so.</summary>
    internal static ModuleException Read(HttpStatusCode status, ReadOnlyMemory<byte> body, string asked)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return new(status, Text(root, "code") ?? "unknown", Text(root, "title") ?? Text(root, "detail") ?? $"{asked} was answered with {(int)status}.")
            {
                Field = Text(root, "field"),
                Hint = Text(root, "hint"),
                LogTail = root.TryGetProperty("log", out var log) ? [.. log.EnumerateArray().Select(static line => line.GetString() ?? "")] : [],
                Problems = root.TryGetProperty("problems", out var problems) ? [.. problems.EnumerateArray().Select(ReadProblem)] : [],
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new(status, "unknown", $"{asked} was answered with {(int)status} and no explanation.", e);
        }
    }

    private static ModuleProblem ReadProblem(JsonElement element) => new(Text(element, "field") ?? "", Text(element, "code") ?? "invalid", Text(element, "message") ?? "");

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void Write(Utf8JsonWriter writer, ModuleException problem)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "about:blank");
        writer.WriteString("title", problem.Message);
        writer.WriteNumber("status", (int)problem.Status);
        writer.WriteString("code", problem.Code);
        writer.WriteString("field", problem.Field);
        writer.WriteString("hint", problem.Hint);
        if (problem.Problems.Count == 0)
            writer.WriteString("detail", Detail(problem));
        else
            WriteProblems(writer, problem.Problems);
        if (problem.LogTail.Count > 0)
        {
            writer.WriteStartArray("log");
            foreach (var line in problem.LogTail)
                writer.WriteStringValue(line);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    private static string Detail(ModuleException problem) =>
        problem.LogTail.Count == 0 ? problem.Message : $"{problem.Message} Its last lines:\n{string.Join('\n', problem.LogTail)}";

    private static void WriteProblems(Utf8JsonWriter writer, IReadOnlyList<ModuleProblem> problems)
    {
        writer.WriteStartArray("detail");
        foreach (var problem in problems)
        {
            writer.WriteStartObject();
            writer.WriteString("type", problem.Code switch { "missing" => "missing", "unknown_field" => "extra_forbidden", var other => other == "invalid" ? "value_error" : other });
            writer.WriteStartArray("loc");
            foreach (var part in ProblemPath.Split(problem.Field))
            {
                if (int.TryParse(part, System.Globalization.NumberStyles.None, null, out var index))
                    writer.WriteNumberValue(index);
                else
                    writer.WriteStringValue(part);
            }
            writer.WriteEndArray();
            writer.WriteString("msg", problem.Message);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("problems");
        foreach (var problem in problems)
        {
            writer.WriteStartObject();
            writer.WriteString("field", problem.Field);
            writer.WriteString("code", problem.Code);
            writer.WriteString("message", problem.Message);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
