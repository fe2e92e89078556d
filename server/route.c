/* SPDX-License-Identifier: Apache-2.0
 * server/route.c - find the row of a request; print all rows as an OpenAPI document.
 */
#include "server/route.h"

#include "server/server_internal.h"
#include "server/variables.h"

#define SHAPE_COUNT_MAX 200u

/* ── finding ─────────────────────────────────────────────────────────────────────────────────────────── */

/* The next part of a path template; absent behind the last one. */
static weir_text next_part(const char **at)
{
    const char *from = *at;
    size_t length;

    if (*from != '/')
        return WEIR_NO_TEXT;
    from++;
    length = strcspn(from, "/");
    *at = from + length;
    return (weir_text){from, length};
}

static bool matches(weir_rest *call, const char *path, const weir_text *segments, uint32_t count)
{
    uint32_t i = 0, value_count = 0;

    for (weir_text part; (part = next_part(&path)).at; i++) {
        if (i == count)
            return false;
        if (part.length > 0 && part.at[0] == '{')
            call->path[value_count++] = segments[i];
        else if (!weir_text_equal(part, segments[i]))
            return false;
    }
    return i == count;
}

/* Parts of the path behind the base; false: it is not there. */
static bool strip_base(const weir_gate_request *request, const weir_text **segments, uint32_t *count)
{
    uint32_t skip = 1;

    if (request->segment_count < 1 || !weir_text_equal(request->segments[0], WEIR_T("engine-rest")))
        return false;
    if (request->segment_count > 3 && weir_text_equal(request->segments[1], WEIR_T("engine")) &&
        weir_text_equal(request->segments[2], WEIR_T("default")))
        skip = 3;
    *segments = request->segments + skip;
    *count = request->segment_count - skip;
    return true;
}

int weir_route_find(weir_rest *call, const weir_route **out, char *allow, size_t allow_size)
{
    /* libmicrohttpd leaves the body of an answer to HEAD away. */
    const weir_method method = call->request.method == WEIR_HEAD ? WEIR_GET : call->request.method;
    const weir_route *routes, *found = NULL;
    const weir_text *segments;
    uint32_t route_count, count;
    size_t length = 0;

    allow[0] = '\0';
    if (!strip_base(&call->request, &segments, &count))
        return 404;
    routes = weir_routes(&route_count);
    for (uint32_t i = 0; i < route_count && !found; i++) {
        if (!matches(call, routes[i].path, segments, count))
            continue;
        if (routes[i].method == method)
            found = &routes[i];
        else if (length < allow_size)
            length += (size_t)snprintf(allow + length, allow_size - length, "%s%s", length > 0 ? ", " : "",
                                       weir_method_name(routes[i].method));
    }
    *out = found;
    return found ? 0 : length > 0 ? 405 : 404;
}

/* ── the document ────────────────────────────────────────────────────────────────────────────────────── */

typedef struct shapes {
    const weir_shape *items[SHAPE_COUNT_MAX];
    bool is_answer[SHAPE_COUNT_MAX];
    uint32_t count;
} shapes;

/* With the shapes in it. A work list: what is added is looked at later. */
static void add_shape(shapes *all, const weir_shape *shape, bool is_answer)
{
    if (!shape || all->count == SHAPE_COUNT_MAX)
        return;
    for (uint32_t i = 0; i < all->count; i++) {
        if (all->items[i] == shape)
            return;
    }
    all->is_answer[all->count] = is_answer;
    all->items[all->count++] = shape;
}

static void collect_shapes(shapes *all)
{
    const weir_route *routes;
    uint32_t route_count;

    routes = weir_routes(&route_count);
    for (uint32_t i = 0; i < route_count; i++) {
        add_shape(all, routes[i].body, false);
        add_shape(all, routes[i].answer, true);
    }
    for (uint32_t i = 0; i < all->count; i++) {
        for (uint32_t k = 0; k < all->items[i]->count; k++)
            add_shape(all, all->items[i]->fields[k].shape, all->is_answer[i]);
    }
}

static void print_schema(const weir_route *route, weir_buffer *out)
{
    static const char *const schemas[] = {
        [WEIR_ANSWER_OBJECT] = "{\"$ref\":\"#/components/schemas/%s\"}",
        [WEIR_ANSWER_LIST] = "{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/%s\"}}",
        [WEIR_ANSWER_VARIABLES] = "{\"type\":\"object\",\"additionalProperties\":{\"$ref\":"
                                  "\"#/components/schemas/VariableValue\"}}",
        [WEIR_ANSWER_VARIABLES_LIST] = "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"additionalProperties\":"
                                       "{\"$ref\":\"#/components/schemas/VariableValue\"}}}",
        [WEIR_ANSWER_VARIABLE] = "{\"$ref\":\"#/components/schemas/VariableValue\"}",
        [WEIR_ANSWER_COUNT] = "{\"type\":\"object\",\"properties\":{\"count\":{\"type\":\"integer\"}},"
                              "\"required\":[\"count\"],\"additionalProperties\":false}",
        [WEIR_ANSWER_ANY] = "{}",
    };
    const char *schema = schemas[route->form];
    const char *mark = strchr(schema, '%');

    if (!mark) {
        weir_buffer_text(out, weir_text_of(schema));
        return;
    }
    weir_buffer_text(out, (weir_text){schema, (size_t)(mark - schema)});
    weir_buffer_text(out, weir_text_of(route->answer->name));
    weir_buffer_text(out, weir_text_of(mark + 2));
}

static void print_answer(const weir_route *route, int status, weir_buffer *out)
{
    weir_buffer_format(out, "\"%d\":{\"description\":\"done\"", status);
    if (status != 204 && route->form == WEIR_ANSWER_BYTES) {
        weir_buffer_text(out, WEIR_T(",\"content\":{\"application/octet-stream\":{}}"));
    } else if (status != 204 && route->form != WEIR_ANSWER_NOTHING) {
        weir_buffer_text(out, WEIR_T(",\"content\":{\"application/json\":{\"schema\":"));
        print_schema(route, out);
        weir_buffer_text(out, WEIR_T("}}"));
    }
    weir_buffer_text(out, WEIR_T("},"));
}

static void begin_parameter(const char *where, weir_text name, bool is_required, const char *type, weir_buffer *out)
{
    weir_write_comma(out);
    weir_buffer_char(out, '{');
    weir_write_text(out, "in", weir_text_of(where));
    weir_write_text(out, "name", name);
    weir_write_boolean(out, "required", is_required);
    weir_buffer_format(out, ",\"schema\":{\"type\":\"%s\"", type);
}

static void print_parameter(const char *where, weir_text name, bool is_required, const char *type, weir_buffer *out)
{
    begin_parameter(where, name, is_required, type, out);
    weir_buffer_text(out, WEIR_T("}}"));
}

static void print_order_and_page(const weir_listing *list, weir_buffer *out)
{
    begin_parameter("query", WEIR_T("sortBy"), false, "string", out);
    for (uint32_t i = 0; i < list->sort_count; i++) {
        weir_buffer_text(out, i == 0 ? WEIR_T(",\"enum\":[") : WEIR_T(","));
        weir_json_write_string(weir_text_of(list->sorts[i].name), out);
    }
    weir_buffer_text(out, WEIR_T("]}}"));
    begin_parameter("query", WEIR_T("sortOrder"), false, "string", out);
    weir_buffer_text(out, WEIR_T(",\"enum\":[\"asc\",\"desc\"]}}"));
    print_parameter("query", WEIR_T("firstResult"), false, "integer", out);
    print_parameter("query", WEIR_T("maxResults"), false, "integer", out);
}

static bool has_filter(const weir_listing *list, const char *name)
{
    uint32_t i = 0;

    while (i < list->filter_count && strcmp(list->filters[i].name, name) != 0)
        i++;
    return i < list->filter_count;
}

static void print_parameters(const weir_route *route, weir_buffer *out)
{
    const bool has_filters = route->list && route->method == WEIR_GET && route->form != WEIR_ANSWER_OBJECT;
    const char *path = route->path;

    weir_buffer_text(out, WEIR_T(",\"parameters\":["));
    for (weir_text part; (part = next_part(&path)).at;) {
        if (part.length > 0 && part.at[0] == '{')
            print_parameter("path", weir_text_part(part, 1, part.length - 2), true, "string", out);
    }
    for (uint32_t i = 0; has_filters && i < route->list->instance_filter_count; i++) {
        if (!has_filter(route->list, route->list->instances[i].name))
            print_parameter("query", weir_text_of(route->list->instances[i].name), false, "string", out);
    }
    for (uint32_t i = 0; has_filters && i < route->list->filter_count; i++) {
        const weir_filter_kind kind = route->list->filters[i].kind;

        if (kind != WEIR_FILTER_MISSING && kind != WEIR_FILTER_OR)
            print_parameter("query", weir_text_of(route->list->filters[i].name), false, "string", out);
    }
    if (has_filters && route->form == WEIR_ANSWER_LIST && route->list->sort_count > 0)
        print_order_and_page(route->list, out);
    weir_buffer_char(out, ']');
}

static void print_operation(const weir_route *route, weir_buffer *out)
{
    static const char *const keys[] = {
        [WEIR_GET] = "get",   [WEIR_POST] = "post",       [WEIR_PUT] = "put",    [WEIR_DELETE] = "delete",
        [WEIR_HEAD] = "head", [WEIR_OPTIONS] = "options", [WEIR_PATCH] = "patch"};

    weir_write_name(out, keys[route->method]);
    weir_buffer_char(out, '{');
    weir_write_text(out, "summary", weir_text_of(route->summary));
    print_parameters(route, out);
    if (route->body)
        weir_buffer_format(out,
                           ",\"requestBody\":{\"content\":{\"application/json\":{\"schema\":{\"$ref\":"
                           "\"#/components/schemas/%s\"}}}}",
                           route->body->name);
    weir_buffer_text(out, WEIR_T(",\"responses\":{"));
    print_answer(route, route->status, out);
    if (route->other_status != 0)
        print_answer(route, route->other_status, out);
    weir_buffer_text(out,
                     WEIR_T("\"default\":{\"description\":\"refused\",\"content\":{\"application/json\":{\"schema\":"
                            "{\"$ref\":\"#/components/schemas/Exception\"}}}}}}"));
}

static bool is_first_of_path(const weir_route *routes, uint32_t ix)
{
    for (uint32_t i = 0; i < ix; i++) {
        if (strcmp(routes[i].path, routes[ix].path) == 0)
            return false;
    }
    return true;
}

static void print_paths(weir_buffer *out)
{
    const weir_route *routes;
    uint32_t count;

    routes = weir_routes(&count);
    weir_buffer_text(out, WEIR_T("\"paths\":{"));
    for (uint32_t i = 0; i < count; i++) {
        if (!is_first_of_path(routes, i))
            continue;
        weir_write_name(out, routes[i].path);
        weir_buffer_char(out, '{');
        for (uint32_t k = i; k < count; k++) {
            if (strcmp(routes[k].path, routes[i].path) == 0)
                print_operation(&routes[k], out);
        }
        weir_buffer_char(out, '}');
    }
    weir_buffer_char(out, '}');
}

static const weir_member exception_fields[] = {
    {.name = "type", .kind = WEIR_MEMBER_TEXT},
    {.name = "message", .kind = WEIR_MEMBER_TEXT},
    {.name = "code", .kind = WEIR_MEMBER_INTEGER},
    {.name = "details", .kind = WEIR_MEMBER_OBJECT},
};
static const weir_shape exception_shape = WEIR_SHAPE("Exception", exception_fields);

weir_err weir_openapi(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    shapes *all = WEIR_TAKE(&call->arena, shapes, 1);

    if (!all)
        return WEIR_ENOMEM;
    add_shape(all, &exception_shape, false);
    add_shape(all, &weir_shape_variable, true);
    collect_shapes(all);
    weir_buffer_text(out, WEIR_T("{\"openapi\":\"3.0.2\",\"info\":{\"title\":\"weir\""));
    weir_write_text(out, "version", weir_text_of(call->server->options.version));
    weir_buffer_text(out,
                     WEIR_T("},\"servers\":[{\"url\":\"/engine-rest\"},{\"url\":\"/engine-rest/engine/default\"}],"));
    print_paths(out);
    weir_buffer_text(out, WEIR_T(",\"components\":{\"schemas\":{"));
    for (uint32_t i = 0; i < all->count; i++) {
        weir_write_name(out, all->items[i]->name);
        weir_shape_print(all->items[i], all->is_answer[i], out);
    }
    weir_buffer_text(out, WEIR_T("}}}"));
    return weir_rest_end(call, 200);
}
