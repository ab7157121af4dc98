"use strict";
(function () {
  var table = document.getElementById("all"), tools = document.getElementById("tools");
  if (!table || !tools) return;
  var body = table.tBodies[0], rows = Array.prototype.slice.call(body.rows);
  var words = document.getElementById("words"), kind = document.getElementById("kind");
  var land = document.getElementById("land"), told = document.getElementById("told");
  var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
  rows.forEach(function (row, k) { row.rank = k; });
  tools.hidden = false;

  function filter() {
    var wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean), seen = 0;
    rows.forEach(function (row, k) {
      var fits = (!kind.value || row.dataset.kind === kind.value) && (!land.value || row.dataset.land === land.value) &&
        wanted.every(function (word) { return texts[k].indexOf(word) >= 0; });
      row.hidden = !fits;
      if (fits) seen += 1;
    });
    told.textContent = seen === rows.length ? rows.length + " events" : seen + " of " + rows.length + " events";
  }

  function value(row, column, numeric) {
    var cell = row.cells[column], text = cell.dataset.v !== undefined ? cell.dataset.v : cell.textContent.trim();
    if (!numeric) return text.toLowerCase();
    return text === "" ? -Infinity : Number(text);
  }

  function sort(head, column) {
    var numeric = head.classList.contains("n"), now = head.getAttribute("aria-sort");
    var down = now ? now === "ascending" : numeric;
    table.querySelectorAll("th[aria-sort]").forEach(function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.slice().sort(function (a, b) {
      var x = value(a, column, numeric), y = value(b, column, numeric);
      var order = x < y ? -1 : x > y ? 1 : 0;
      return (down ? -order : order) || a.rank - b.rank;
    }).forEach(function (row) { body.appendChild(row); });
  }

  Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, column) {
    var button = document.createElement("button");
    button.type = "button";
    while (head.firstChild) button.appendChild(head.firstChild);
    head.appendChild(button);
    button.addEventListener("click", function () { sort(head, column); });
  });
  words.addEventListener("input", filter);
  kind.addEventListener("change", filter);
  land.addEventListener("change", filter);
  filter();
})();
