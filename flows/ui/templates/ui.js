"use strict";
(function () {
  var box = document.getElementById("q");
  if (box) {
    box.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) box.form.submit();
    });
  }
  var note = document.querySelector(".notes li.here");
  if (note && location.hash === "#at") {
    var spot = document.getElementById("p" + note.id.slice(1));
    if (spot) spot.scrollIntoView({ block: "center" });
  }
})();
