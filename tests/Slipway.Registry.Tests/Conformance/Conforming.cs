// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Registry.Tests.Conformance;

/// <summary>What the specification asks of answers. Each names the endpoint that gave it.</summary>
internal static partial class Conforming
{
    private static readonly string[] Codes =
    [
        "BLOB_UNKNOWN", "BLOB_UPLOAD_INVALID", "BLOB_UPLOAD_UNKNOWN", "DIGEST_INVALID", "MANIFEST_BLOB_UNKNOWN", "MANIFEST_INVALID", "MANIFEST_UNKNOWN",
        "NAME_INVALID", "NAME_UNKNOWN", "SIZE_INVALID", "UNAUTHORIZED", "DENIED", "UNSUPPORTED", "TOOMANYREQUESTS",
    ];

    /// <summary>The status is the one that the table of endpoints gives; an error is JSON of the specification's form.</summary>
    public static async Task<HttpResponseMessage> AnswersAsync(this Task<HttpResponseMessage> request, string endpoint, HttpStatusCode status)
    {
        var response = await request;
        var body = (int)response.StatusCode >= 400 ? await response.Content.ReadAsStringAsync(RegistryHttp.Cancellation) : "";
        response.StatusCode.ShouldBe(status, $"{endpoint}: {response.RequestMessage!.Method} {response.RequestMessage.RequestUri} {body}");
        if (body.Length > 0 && response.Content.Headers.ContentType?.MediaType == "application/json")
            CheckErrors(endpoint, body);
        return response;
    }

    /// <summary>The same with a code: "errors SHOULD" name the condition.</summary>
    public static async Task AnswersErrorAsync(this Task<HttpResponseMessage> request, string endpoint, HttpStatusCode status, string code)
    {
        var response = await request.AnswersAsync(endpoint, status);
        using var body = JsonDocument.Parse(await response.BytesAsync());
        body.RootElement.GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe(code, endpoint);
    }

    /// <summary>The answer carries the digest, which the coming version makes a MUST.</summary>
    public static HttpResponseMessage Names(this HttpResponseMessage response, string endpoint, Digest digest)
    {
        response.Header("Docker-Content-Digest").ShouldBe(digest.ToString(), endpoint);
        return response;
    }

    /// <summary>The answer says where to go on, and the path has a session's own id.</summary>
    public static string LeadsOn(this HttpResponseMessage response, string endpoint)
    {
        var location = response.Headers.Location.ShouldNotBeNull($"{endpoint}: no Location").OriginalString;
        SessionId().IsMatch(location).ShouldBeTrue($"{endpoint}: '{location}' holds no unique id");
        return location;
    }

    /// <summary>The upload has come so far.</summary>
    public static HttpResponseMessage Has(this HttpResponseMessage response, string endpoint, int length)
    {
        response.Header("Range").ShouldBe($"0-{Math.Max(0, length - 1)}", endpoint);
        return response;
    }

    private static void CheckErrors(string endpoint, string body)
    {
        using var json = JsonDocument.Parse(body);
        var errors = json.RootElement.GetProperty("errors");
        errors.GetArrayLength().ShouldBeGreaterThan(0, endpoint);
        foreach (var error in errors.EnumerateArray())
        {
            var code = error.GetProperty("code").GetString().ShouldNotBeNull(endpoint);
            code.ShouldMatch("^[A-Z_]+$", endpoint);
            // What isn't in the specification's table is of distribution's.
            if (!Codes.Contains(code))
                code.ShouldBeOneOf("RANGE_INVALID", "TAG_INVALID", "PAGINATION_NUMBER_INVALID");
        }
    }

    [GeneratedRegex("[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}")]
    private static partial Regex SessionId();
}
