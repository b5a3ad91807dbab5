// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Slipway.Registry.Tests;

/// <summary>Stands before a registry: writes down what it is asked, and does what a test says in its place.</summary>
internal sealed class Interference : IStartupFilter
{
    private readonly ConcurrentQueue<string> _requests = new();

    /// <summary>Verb and path of each request, without <c>/token</c>, with which nothing is fetched.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>What stands before the registry's own answer; null for nothing.</summary>
    public Func<HttpContext, RequestDelegate, Task>? Act { get; set; }

    /// <summary>Forgets what was asked.</summary>
    public void Clear() => _requests.Clear();

    /// <summary>Answers everything with a status.</summary>
    public void AnswerWith(int status, string? retryAfter = null) => Act = (context, _) =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    };

    /// <summary>Answers a GET of a blob with bytes of the test's making.</summary>
    public void AnswerBlobs(Func<HttpContext, Task> answer) =>
        Act = (context, next) => context.Request.Method == "GET" && context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal) ? answer(context) : next(context);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, proceed) =>
        {
            if (context.Request.Path != "/token")
                _requests.Enqueue($"{context.Request.Method} {context.Request.Path}");
            await (Act is { } act ? act(context, _ => proceed(context)) : proceed(context));
        });
        next(app);
    };
}
