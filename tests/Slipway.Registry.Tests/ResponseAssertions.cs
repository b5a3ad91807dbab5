// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json;

namespace Slipway.Registry.Tests;

/// <summary>What tests say of answers.</summary>
internal static class ResponseAssertions
{
    /// <summary>The answer is an error of the specification, of one kind.</summary>
    public static async Task<JsonElement> ShouldBeErrorAsync(this HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/json");
        var errors = JsonDocument.Parse(text).RootElement.GetProperty("errors");
        errors.GetArrayLength().ShouldBeGreaterThan(0);
        foreach (var error in errors.EnumerateArray())
        {
            error.GetProperty("code").GetString().ShouldBe(code);
            error.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
        }
        return errors;
    }

    /// <summary>The only value of a header, of the response or its content; null where there is none.</summary>
    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? values.ShouldHaveSingleItem() : null;

    public static Task<byte[]> BytesAsync(this HttpResponseMessage response) => response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

    public static async Task<string> TextAsync(this Task<HttpResponseMessage> response) =>
        await (await response).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    /// <summary>The texts of an array in a JSON answer.</summary>
    public static async Task<string[]> ListAsync(this HttpResponseMessage response, string name) =>
        [.. JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty(name).EnumerateArray().Select(static item => item.GetString()!)];
}
