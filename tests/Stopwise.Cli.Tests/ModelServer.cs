using System.Net;
using System.Text;
using System.Text.Json;

namespace Stopwise.Cli.Tests;

/// <summary>A server on this machine that answers chat completions from a script, and keeps what it was sent.</summary>
internal sealed class ModelServer : IDisposable
{
    private readonly HttpListener _listener;
    private readonly Queue<Action<HttpListenerResponse>> _script = new();
    private readonly Task _serving;

    public ModelServer()
    {
        for (var port = 20_000 + (Environment.ProcessId % 20_000); ; port++)
        {
            // One that could not start is of no further use.
            _listener = new HttpListener();
            try
            {
                _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                _listener.Start();
                Address = $"http://127.0.0.1:{port}/v1";
                break;
            }
            catch (HttpListenerException)
            {
                // Another program has this port; the next one may be free.
            }
        }

        _serving = Task.Run(ServeAsync);
    }

    public string Address { get; }

    /// <summary>Bodies of the requests that came.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>Keys that came with them.</summary>
    public List<string?> Keys { get; } = [];

    public void Says(string text, int input = 1_000, int output = 50) =>
        Answers(
            200,
            JsonSerializer.Serialize(
                new
                {
                    id = "c-1",
                    @object = "chat.completion",
                    created = 1_700_000_000,
                    model = "m",
                    choices = new[]
                    {
                        new
                        {
                            index = 0,
                            finish_reason = "stop",
                            message = new { role = "assistant", content = text },
                        },
                    },
                    usage = new
                    {
                        prompt_tokens = input,
                        completion_tokens = output,
                        total_tokens = input + output,
                    },
                }
            )
        );

    public void Answers(int status, string body, params (string Name, string Value)[] headers) =>
        _script.Enqueue(response =>
        {
            response.StatusCode = status;
            response.ContentType = "application/json";
            foreach (var (name, value) in headers)
            {
                response.AddHeader(name, value);
            }

            response.OutputStream.Write(Encoding.UTF8.GetBytes(body));
        });

    public void Dispose()
    {
        _listener.Stop();
        _serving.Wait();
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new StreamReader(context.Request.InputStream);
                Sent.Add(await body.ReadToEndAsync());
                Keys.Add(context.Request.Headers["Authorization"]);
                if (_script.TryDequeue(out var answer))
                {
                    answer(context.Response);
                }
                else
                {
                    context.Response.StatusCode = 500;
                }

                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }
}
